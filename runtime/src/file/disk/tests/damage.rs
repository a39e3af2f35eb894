//! Every byte of every file, changed or cut off → the rows as they were, or an error that names the file; never a panic, and never rows that are missing.

use super::simulated::Simulated;
use super::{Random, Rows, Store, change, edited, rows_of};

/// A store with rows in the files of its tables and in the journal, and its rows after each transaction of the journal.
fn filled() -> (Simulated, Vec<Rows>) {
    let (disk, mut random) = (Simulated::default(), Random(23));
    let mut store = Store::open(Box::new(disk.clone()), true).unwrap();
    store.sync().unwrap();
    for _ in 0..5 {
        let changing = change(&mut random, &store.data);
        store.commit(changing).unwrap();
    }
    store.compact().unwrap();
    let mut states = vec![rows_of(&store.data)];
    while states.len() < 4 {
        let (changing, before) = (change(&mut random, &store.data), store.tail.transaction);
        store.commit(changing).unwrap();
        if store.tail.transaction > before {
            states.push(rows_of(&store.data));
        }
    }
    (disk, states)
}

/// What opening makes of a file with these bytes.
fn opened(disk: &Simulated, name: &str, bytes: Vec<u8>) -> Result<Rows, String> {
    disk.edit(name, Some(bytes.clone()));
    let opened = Store::open(Box::new(disk.clone()), true);
    assert_eq!(disk.contents(name).unwrap(), bytes, "opening leaves the file alone");
    opened.map(|store| rows_of(&store.data)).map_err(|error| error.to_string())
}

fn lengths(rows: &Rows) -> Vec<usize> {
    rows.iter().map(|rows| rows.len()).collect()
}

const TABLES: [&str; 4] = ["item.json", "part.json", "log.json", "schema.json"];

/// Whether a file is named, and a line.
fn is_told(said: &str) -> bool {
    said.contains(".json`, line ") || said.contains(".jsonl`, line ")
}

/// Each byte of a file with some of its bits the other way round.
fn flipped(whole: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..whole.len()).flat_map(move |at| {
        [0x01, 0x20, 0x80].map(|mask| {
            let mut bytes = whole.to_vec();
            bytes[at] ^= mask;
            (at, bytes)
        })
    })
}

#[test]
fn a_journal_with_another_byte_is_refused_with_its_line() {
    let (disk, states) = filled();
    let whole = disk.contents("journal.jsonl").unwrap();
    for (at, bytes) in flipped(&whole) {
        let line = 1 + whole[..at].iter().filter(|byte| **byte == b'\n').count();
        let said = opened(&disk, "journal.jsonl", bytes).expect_err("it is damaged");
        // Without its break a line goes on in the next.
        let is_told = [line, line + 1].iter().any(|line| said.contains(&format!("`journal.jsonl`, line {line}: ")));
        assert!(is_told, "byte {at} of line {line}: {said}");
    }
    assert_eq!(opened(&disk, "journal.jsonl", whole).unwrap(), states[3]);
}

#[test]
fn a_journal_that_is_cut_off_holds_the_transactions_before_the_cut() {
    let (disk, states) = filled();
    let whole = disk.contents("journal.jsonl").unwrap();
    for end in 0..whole.len() {
        let lines = whole[..end].iter().filter(|byte| **byte == b'\n').count();
        match opened(&disk, "journal.jsonl", whole[..end].to_vec()) {
            Ok(rows) => assert_eq!(rows, states[lines - 1], "cut at {end}"),
            Err(said) => assert!(lines == 0 && said.contains("`journal.jsonl`, line 1: "), "cut at {end}: {said}"),
        }
    }
}

#[test]
fn a_file_of_a_table_with_another_byte_has_all_its_rows_or_is_refused() {
    let (disk, states) = filled();
    let at_work = TABLES.map(|name| (name, disk.contents(name).unwrap()));
    for (name, whole) in at_work {
        // Where a row has another key, the journal may be about others than it was; it is read all the same.
        for (at, bytes) in flipped(&whole) {
            let said = opened(&disk, name, bytes).err();
            assert!(said.is_none_or(|said| is_told(&said)), "byte {at} of `{name}`");
        }
        disk.edit(name, Some(whole));
    }
    Store::open(Box::new(disk.clone()), true).unwrap().compact().unwrap();
    for name in TABLES {
        let whole = disk.contents(name).unwrap();
        for (at, bytes) in flipped(&whole) {
            match opened(&disk, name, bytes) {
                Ok(rows) => assert_eq!(lengths(&rows), lengths(&states[3]), "byte {at} of `{name}`"),
                Err(said) => assert!(is_told(&said), "byte {at} of `{name}`: {said}"),
            }
        }
        for end in 0..whole.len() - 1 {
            let said = opened(&disk, name, whole[..end].to_vec()).expect_err("it is cut off");
            assert!(said.contains(&format!("`{name}`, line ")), "`{name}` cut at {end}: {said}");
        }
        disk.edit(name, Some(whole));
    }
}

/// Keys, checks, generated columns and views are read again from their texts.
#[test]
fn definitions_with_another_byte_are_read_or_refused() {
    let disk = edited::filled();
    let whole = disk.contents("schema.json").unwrap();
    for (at, bytes) in flipped(&whole) {
        let said = opened(&disk, "schema.json", bytes).err();
        assert!(said.as_ref().is_none_or(|said| is_told(said)), "byte {at}: {said:?}");
    }
    let deep = format!("\"expression\": \"{}1{}\"", "(".repeat(20_000), ")".repeat(20_000));
    let text = String::from_utf8(whole).unwrap();
    let check = text.lines().find(|line| line.contains("\"expression\": \"\\\"weight")).unwrap();
    let said =
        opened(&disk, "schema.json", text.replacen(check.trim().trim_end_matches(','), &deep, 1).into_bytes()).err();
    assert!(said.as_ref().is_none_or(|said| is_told(said)), "{said:?}");
}

/// Lines that are no journal's, with and without what a line must have.
#[test]
fn a_line_that_was_made_up_is_refused() {
    let (disk, _) = filled();
    let whole = String::from_utf8(disk.contents("journal.jsonl").unwrap()).unwrap();
    let seal = |content: &str| {
        format!("{content},\"checksum\":\"{:08x}\"}}\n", super::super::checksum::checksum(content.as_bytes()))
    };
    for (content, expected) in [
        ("{\"transaction\":10,\"tables\":{\"item\":{\"put\":[{\"amount\":1}]}}", "this row has no key"),
        ("{\"transaction\":10,\"tables\":{\"items\":{\"put\":[]}}", "there is no table `items`"),
        (
            "{\"transaction\":10,\"tables\":{\"item\":{\"put\":[{\"id\":1.5,\"amount\":1}]}}",
            "1.5 is no value of type BIGINT",
        ),
        ("{\"transaction\":10,\"tables\":{\"item\":{\"delete\":[[1,2]]}}", "the key has fewer columns"),
        (
            "{\"transaction\":10,\"tables\":{\"log\":{\"put\":[{\"#\":-1,\"line\":\"x\"}]}}",
            "a whole number is expected",
        ),
        ("{\"transaction\":12,\"tables\":{}", "a line is missing"),
        ("{\"querent\":1,\"after\":9", "a second journal begins here"),
        ("{\"nothing\":1", "this is no line of a journal"),
        ("{\"transaction\":10,\"schema\":[{\"name\":7}],\"tables\":{}", "`name` is missing"),
    ] {
        let said = opened(&disk, "journal.jsonl", (whole.clone() + &seal(content)).into_bytes()).expect_err(content);
        assert!(said.contains("`journal.jsonl`, line 5: ") && said.contains(expected), "{content}\n{said}");
    }
}
