//! Folders that others write, edit, fill and damage → clear errors, and nothing lost.

use super::simulated::Simulated;
use super::{Random, Store, change, rows_of};
use crate::error::Error;
use crate::file::execute::{Change, View};
use crate::file::memory::Changing;
use crate::file::value::Value;

fn open(disk: &Simulated) -> Result<Store, Error> {
    Store::open(Box::new(disk.clone()), true)
}

/// A store with some rows, which are in the files of their tables.
fn filled() -> (Simulated, Store) {
    let disk = Simulated::default();
    let mut store = open(&disk).unwrap();
    store.sync().unwrap();
    let mut random = Random(7);
    for _ in 0..30 {
        let changing = change(&mut random, &store.data);
        store.commit(changing).unwrap();
    }
    store.compact().unwrap();
    (disk, store)
}

fn message(disk: &Simulated) -> String {
    match open(disk) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    }
}

fn edited(disk: &Simulated, name: &str, edit: impl FnOnce(String) -> String) {
    let text = String::from_utf8(disk.contents(name).unwrap()).unwrap();
    let new = edit(text.clone());
    assert_ne!(new, text);
    disk.edit(name, Some(new.into_bytes()));
}

#[test]
fn others_see_each_transaction_whole_whatever_becomes_of_the_journal() {
    let disk = Simulated::default();
    let mut stores = [open(&disk).unwrap(), open(&disk).unwrap(), open(&disk).unwrap()];
    stores[0].sync().unwrap();
    let mut random = Random(11);
    for round in 0..800 {
        let writer = random.below(3) as usize;
        stores[writer].refresh().unwrap();
        if random.below(6) == 0 {
            let [one, two, three] = &mut stores;
            let (own, other) = match writer {
                0 => (one, two),
                1 => (two, three),
                _ => (three, one),
            };
            let mut others = random.below(3);
            own.compact_while(|own| {
                // Whoever compacts writes, too, and so does another.
                let store = if others == 0 { own } else { &mut *other };
                others = others.saturating_sub(1);
                store.refresh()?;
                let changing = change(&mut random, &store.data);
                store.commit(changing)
            })
            .unwrap();
        }
        stores[writer].refresh().unwrap();
        let changing = change(&mut random, &stores[writer].data);
        stores[writer].commit(changing).unwrap();
        let rows = rows_of(&stores[writer].data);
        let reader = random.below(3) as usize;
        stores[reader].refresh().unwrap();
        assert_eq!(rows_of(&stores[reader].data), rows, "in round {round}");
        if random.below(20) == 0 {
            stores[reader] = open(&disk).unwrap();
            assert_eq!(rows_of(&stores[reader].data), rows, "anew in round {round}");
        }
    }
}

#[test]
fn a_key_is_never_given_twice() {
    let (disk, mut store) = filled();
    let mut changing = Changing::new(store.data.clone());
    let first = changing.count_up(0).unwrap();
    let id = changing.insert(0, vec![Value::Integer(first), Value::Null, Value::Integer(1), Value::Null]).unwrap();
    store.commit(changing).unwrap();
    let mut changing = Changing::new(store.data.clone());
    changing.remove(0, id).unwrap();
    store.commit(changing).unwrap();
    store.compact().unwrap();
    let store = open(&disk).unwrap();
    assert_eq!(Changing::new(store.data).count_up(0).unwrap(), first + 1);
}

#[test]
fn a_person_may_edit_the_files_of_a_closed_store() {
    let (disk, store) = filled();
    let rows = rows_of(&store.data);
    drop(store);
    edited(&disk, "item.json", |text| {
        text.replace("\"rows\":[\n", "\"rows\":[\n  { \"amount\": 5,\n    \"id\": 4711 },\n")
    });
    let store = open(&disk).unwrap();
    let added = vec![Value::Integer(4711), Value::Null, Value::Integer(5), Value::Null];
    assert!(rows_of(&store.data)[0].contains(&added));
    assert_eq!(rows_of(&store.data)[0].len(), rows[0].len() + 1);
    assert_eq!(Changing::new(store.data).count_up(0).unwrap(), 4712);
}

#[test]
fn an_edit_that_breaks_a_rule_is_refused_with_its_line() {
    let refused = |row: &str, said: &str| {
        let (disk, store) = filled();
        drop(store);
        edited(&disk, "item.json", |text| text.replace("\"rows\":[\n", &format!("\"rows\":[\n{row},\n")));
        let message = message(&disk);
        assert!(message.contains("`item.json`, line 2: ") && message.contains(said), "{message}");
        let text = String::from_utf8(disk.contents("item.json").unwrap()).unwrap();
        assert!(text.contains(row), "the file is left alone");
    };
    refused("{\"id\":900,\"amount\":null}", "`item.amount` is NOT NULL");
    refused("{\"id\":900}", "`item.amount` is NOT NULL");
    refused("{\"amount\":1}", "`item.id` is NOT NULL");
    refused("{\"id\":\"a\",\"amount\":1}", "\"a\" is no value of type BIGINT");
    refused("{\"id\":900,\"amount\":1,\"cod\":\"x\"}", "did you mean `code`");
    let (disk, store) = filled();
    drop(store);
    edited(&disk, "item.json", |text| text.replace("\"rows\":[\n", "\"rows\":[\n{\"id\":900,\"amount\":1,\n"));
    let said = message(&disk);
    assert!(said.contains("`item.json`, line 3: `\"` is expected, and here is `{`"), "{said}");
    let (disk, store) = filled();
    drop(store);
    edited(&disk, "item.json", |text| {
        text.replace("\n]}", ",\n{\"id\":1,\"amount\":1},\n{\"id\":901,\"amount\":1},\n{\"id\":901,\"amount\":2}\n]}")
    });
    let said = message(&disk);
    assert!(said.contains("`item` has another row with the same id"), "{said}");
}

#[test]
fn a_damaged_file_is_reported_and_never_emptied() {
    for name in ["item.json", "part.json", "log.json", "schema.json"] {
        let (disk, store) = filled();
        drop(store);
        let whole = disk.contents(name).unwrap();
        disk.edit(name, Some(whole[..whole.len() - 5].to_vec()));
        let said = message(&disk);
        assert!(said.contains(&format!("`{name}`, line ")) && said.contains("repair the line"), "{said}");
        assert_eq!(disk.contents(name).unwrap().len(), whole.len() - 5);
        disk.edit(name, None);
        let said = message(&disk);
        assert!(said.contains("it is missing"), "{said}");
        disk.edit(name, Some(whole));
        open(&disk).unwrap();
    }
}

#[test]
fn a_journal_that_was_changed_is_refused_and_one_that_was_torn_is_not() {
    let (disk, mut store) = filled();
    let mut random = Random(3);
    let mut states = vec![rows_of(&store.data)];
    while states.len() < 6 {
        let changing = change(&mut random, &store.data);
        store.commit(changing).unwrap();
        if rows_of(&store.data) != states[states.len() - 1] {
            states.push(rows_of(&store.data));
        }
    }
    drop(store);
    let whole = disk.contents("journal.jsonl").unwrap();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let changed = String::from_utf8(whole.clone()).unwrap().replacen("\"counted\":", "\"counted\":1", 1);
    disk.edit("journal.jsonl", Some(changed.into_bytes()));
    let said = message(&disk);
    assert!(said.contains("`journal.jsonl`, line 2: its checksum"), "{said}");
    let missing: Vec<u8> = [lines[0], lines[2], lines[3]].concat();
    disk.edit("journal.jsonl", Some(missing));
    assert!(message(&disk).contains("a line is missing"));
    let last = lines[lines.len() - 1].len();
    disk.edit("journal.jsonl", Some(whole[..whole.len() - last / 2].to_vec()));
    let mut store = open(&disk).unwrap();
    assert!(states.contains(&rows_of(&store.data)));
    let changing = change(&mut Random(1), &store.data);
    store.commit(changing).unwrap();
    let rows = rows_of(&store.data);
    assert_eq!(rows_of(&open(&disk).unwrap().data), rows);
    assert!(disk.contents("journal.torn").is_some());
    let newer = String::from_utf8(whole).unwrap().replace("{\"querent\":1", "{\"querent\":2");
    disk.edit("journal.jsonl", Some(newer.into_bytes()));
    assert!(message(&disk).contains("version 2"));
}

#[test]
fn a_full_disk_refuses_a_transaction_and_loses_nothing() {
    let (disk, mut store) = filled();
    let mut random = Random(5);
    let mut refused = 0;
    for room in (0..400).step_by(3) {
        disk.set_room(Some(room));
        let before = rows_of(&store.data);
        let changing = change(&mut random, &store.data);
        match store.commit(changing) {
            Ok(()) => {}
            Err(error) => {
                refused += 1;
                assert!(error.is_disk_full(), "{error}");
                assert_eq!(rows_of(&store.data), before);
            }
        }
        if let Err(error) = store.compact() {
            assert!(error.is_disk_full(), "{error}");
        }
        disk.set_room(None);
        assert_eq!(rows_of(&open(&disk).unwrap().data), rows_of(&store.data));
        store.refresh().unwrap();
    }
    assert!(refused > 10, "{refused}");
    let changing = change(&mut random, &store.data);
    store.commit(changing).unwrap();
}

#[test]
fn rows_without_a_key_keep_their_numbers() {
    let (disk, mut store) = filled();
    let mut changing = Changing::new(store.data.clone());
    let ids: Vec<_> = (0..3).map(|_| changing.insert(2, vec![Value::Text("same".into())]).unwrap()).collect();
    store.commit(changing).unwrap();
    let mut other = open(&disk).unwrap();
    let mut changing = Changing::new(other.data.clone());
    changing.remove(2, ids[1]).unwrap();
    other.commit(changing).unwrap();
    store.refresh().unwrap();
    let left: Vec<_> = store.data.scan(2).map(|(id, _)| id).filter(|id| ids.contains(id)).collect();
    assert_eq!(left, [ids[0], ids[2]]);
}
