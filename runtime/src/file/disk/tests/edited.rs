//! Files that a person has edited → rows, or an error that names the file, the line, the rule and what can be done.

use super::Store;
use super::simulated::Simulated;
use crate::ErrorKind;
use crate::file::execute::Change;
use crate::file::memory::Changing;
use crate::file::value::Value;
use std::sync::Arc;

const SCHEMA: &str = "
    CREATE TABLE owner (id INTEGER PRIMARY KEY, name VARCHAR(5) NOT NULL);
    CREATE TABLE pet (id INTEGER PRIMARY KEY, owner_id BIGINT REFERENCES owner (id), weight INTEGER CHECK (weight > 0), tag TEXT UNIQUE,
        kind TEXT NOT NULL, twice INTEGER GENERATED ALWAYS AS (weight * 2) STORED,
        seen DATE CHECK (seen >= CURRENT_DATE), CONSTRAINT tagged CHECK (weight < 100 OR tag IS NOT NULL));
    CREATE UNIQUE INDEX one_kind ON pet (lower(kind)) WHERE weight > 10;
    CREATE TABLE visit (day DATE, pet_id BIGINT, FOREIGN KEY (pet_id) REFERENCES pet (id));";

/// What the files hold when nobody has edited them.
const OWNERS: &str = r#"{"id":1,"name":"Ann"},
{"id":2,"name":"Bob"}"#;
const PETS: &str = r#"{"id":1,"owner_id":1,"weight":20,"tag":"a","kind":"cat","twice":40,"seen":null},
{"id":2,"owner_id":2,"weight":3,"tag":"b","kind":"dog","twice":6,"seen":null},
{"id":3,"owner_id":null,"weight":null,"tag":null,"kind":"dog","twice":null,"seen":"2000-01-01"}"#;
const VISITS: &str = r##"{"#":1,"day":"2024-01-31","pet_id":2}"##;

fn pet(values: [Option<i64>; 4], tag: Option<&str>, kind: &str) -> Vec<Value> {
    let [id, owner, weight, twice] = values.map(|value| value.map_or(Value::Null, Value::Integer));
    let tag = tag.map_or(Value::Null, |tag| Value::Text(tag.into()));
    vec![id, owner, weight, tag, Value::Text(kind.into()), twice, Value::Null]
}

pub(super) fn filled() -> Simulated {
    let disk = Simulated::default();
    let mut store = Store::open(Box::new(disk.clone()), true).unwrap();
    store.give(Arc::new(querent_schema::parse(SCHEMA).unwrap())).unwrap();
    let mut changing = Changing::new(store.data.clone());
    for (id, name) in [(1, "Ann"), (2, "Bob")] {
        changing.insert(0, vec![Value::Integer(id), Value::Text(name.into())]).unwrap();
    }
    changing.insert(1, pet([Some(1), Some(1), Some(20), Some(40)], Some("a"), "cat")).unwrap();
    changing.insert(1, pet([Some(2), Some(2), Some(3), Some(6)], Some("b"), "dog")).unwrap();
    let mut third = pet([Some(3), None, None, None], None, "dog");
    third[6] = Value::Date(10_957);
    changing.insert(1, third).unwrap();
    changing.insert(2, vec![Value::Date(19_753), Value::Integer(2)]).unwrap();
    store.commit(changing).unwrap();
    store.compact().unwrap();
    for (name, rows) in [("owner.json", OWNERS), ("pet.json", PETS), ("visit.json", VISITS)] {
        let text = String::from_utf8(disk.contents(name).unwrap()).unwrap();
        assert!(text.ends_with(&format!("[\n{rows}\n]}}\n")), "{text}");
    }
    disk
}

/// Opens a store in one of whose files a piece of text is another.
fn edited(name: &str, from: &str, to: &str) -> Result<Store, String> {
    let disk = filled();
    let text = String::from_utf8(disk.contents(name).unwrap()).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    let edited = text.replace(from, to);
    disk.edit(name, Some(edited.clone().into_bytes()));
    let opened = Store::open(Box::new(disk.clone()), true).map_err(|error| {
        assert_eq!(error.kind(), ErrorKind::Connection);
        error.to_string()
    });
    assert_eq!(disk.contents(name).unwrap(), edited.into_bytes(), "the file is left alone");
    opened
}

#[test]
fn a_row_that_breaks_a_rule_is_refused_with_its_line() {
    let rest = "Nothing was changed: repair the line, or bring the file back from a copy";
    for (name, from, to, expected) in [
        (
            "owner.json",
            "\"Bob\"",
            "\"Robert\"",
            "`owner.json`, line 3: `owner.name`: \"Robert\" is no value of type VARCHAR(5)",
        ),
        ("owner.json", "\"Bob\"", "7", "`owner.json`, line 3: `owner.name`: 7 is no value of type VARCHAR(5)"),
        ("owner.json", "\"Bob\"", "null", "`owner.json`, line 3: `owner.name` is NOT NULL and was given NULL"),
        (
            "owner.json",
            "\"id\":2",
            "\"id\":1",
            "`owner.json`, line 3: `owner` has another row with the same id, which is unique",
        ),
        (
            "owner.json",
            ",\n{\"id\":2,\"name\":\"Bob\"}",
            "",
            "`pet.json`, line 3: the foreign key `pet_owner_id_fkey` (owner_id) does not hold: `owner` has no row with id = 2",
        ),
        (
            "pet.json",
            "\"tag\":\"b\"",
            "\"tag\":\"a\"",
            "`pet.json`, line 3: `pet` has another row with the same tag, which is unique",
        ),
        (
            "pet.json",
            "\"weight\":20",
            "\"weight\":0",
            "`pet.json`, line 2: the row does not meet the CHECK `pet_check1`, which is \"weight\" > 0",
        ),
        (
            "pet.json",
            "\"weight\":20,\"tag\":\"a\"",
            "\"weight\":200",
            "`pet.json`, line 2: the row does not meet the CHECK `tagged`, which is \"weight\" < 100 OR \"tag\" IS NOT NULL",
        ),
        (
            "pet.json",
            "\"weight\":3,\"tag\":\"b\",\"kind\":\"dog\",\"twice\":6",
            "\"weight\":30,\"kind\":\"CAT\"",
            "`pet.json`, line 3: unique index `one_kind`: another row has the same value",
        ),
        (
            "pet.json",
            "\"weight\":3",
            "\"weight\":4",
            "`pet.json`, line 3: `pet.twice` is generated and would be 8, not 6; it may be left out",
        ),
        (
            "visit.json",
            "\"pet_id\":2",
            "\"pet_id\":4",
            "`visit.json`, line 2: the foreign key `visit_pet_id_fkey` (pet_id) does not hold: `pet` has no row with id = 4",
        ),
    ] {
        let message = edited(name, from, to).err().unwrap_or_else(|| panic!("{to} was taken"));
        assert_eq!(message, format!("{expected}. {rest}"), "{to}");
    }
}

/// Each of them with its line, as far as a person wants to read; what follows from another is not told.
#[test]
fn all_rows_that_break_a_rule_are_told() {
    let disk = filled();
    let edit = |name: &str, rows: String| {
        let text = String::from_utf8(disk.contents(name).unwrap()).unwrap();
        let (begin, _) = text.split_once("[\n").unwrap();
        disk.edit(name, Some(format!("{begin}[\n{rows}\n]}}\n").into_bytes()));
    };
    let said = || Store::open(Box::new(disk.clone()), true).err().unwrap().to_string();
    edit("visit.json", [4, 2, 5].map(|pet| format!("{{\"pet_id\":{pet}}}")).join(",\n"));
    edit("pet.json", format!("{PETS},\n{{\"id\":4,\"weight\":0,\"kind\":null}}"));
    let first = "rows break the rules of their tables. Nothing was changed: repair the lines, or bring the files back from a copy";
    let expected = [
        first,
        "`pet.json`, line 5: `pet.kind` is NOT NULL and was given NULL",
        "`visit.json`, line 4: the foreign key `visit_pet_id_fkey` (pet_id) does not hold: `pet` has no row with id = 5",
    ];
    assert_eq!(said(), expected.join("\n  "));
    edit("visit.json", (2..=20).map(|pet| format!("{{\"pet_id\":{pet}}}")).collect::<Vec<_>>().join(",\n"));
    edit("pet.json", PETS.to_owned());
    let text = said();
    assert_eq!(text.lines().count(), 10, "{text}");
    assert!(text.ends_with("`pet` has no row with id = 11\n  and 9 more"), "{text}");
    // Who has no key cannot be a parent, and who has that of another may be: both are told, and not their children.
    edit("owner.json", "{\"id\":1,\"name\":\"Ann\"},\n{\"name\":\"Bob\"},\n{\"id\":1,\"name\":\"Cid\"}".to_owned());
    edit("visit.json", String::new());
    let expected = [
        first,
        "`owner.json`, line 3: `owner.id` is NOT NULL and was given NULL",
        "`owner.json`, line 4: `owner` has another row with the same id, which is unique",
    ];
    assert_eq!(said(), expected.join("\n  "));
    edit("visit.json", "{\"#\":18446744073709551615,\"day\":null},\n{\"day\":null}".to_owned());
    edit("owner.json", OWNERS.to_owned());
    let numbers = "`visit.json`, line 3: the numbers of the rows have come to their end";
    assert!(said().starts_with(numbers), "{}", said());
    edit("visit.json", "{\"#\":18446744073709551615,\"day\":null}".to_owned());
    let store = Store::open(Box::new(disk.clone()), true).unwrap();
    let error = Changing::new(store.data).insert(2, vec![Value::Null, Value::Null]).unwrap_err();
    assert!(error.to_string().contains("come to their end"), "{error}");
}

#[test]
fn what_is_generated_may_be_left_out() {
    let store =
        edited("pet.json", "\"weight\":3,\"tag\":\"b\",\"kind\":\"dog\",\"twice\":6", "\"weight\":4,\"kind\":\"dog\"")
            .unwrap();
    let rows = super::rows_of(&store.data);
    assert!(rows[1].contains(&pet([Some(2), Some(2), Some(4), Some(8)], None, "dog")), "{rows:?}");
}

/// Its line is that of the journal, where the files have not been brought up to date.
#[test]
fn a_row_of_the_journal_whose_parent_a_person_took_away_is_refused() {
    let disk = filled();
    let mut store = Store::open(Box::new(disk.clone()), true).unwrap();
    for id in [4, 5] {
        let mut changing = Changing::new(store.data.clone());
        let owner = if id == 4 { 2 } else { 1 };
        changing.insert(1, pet([Some(id), Some(owner), Some(1), Some(2)], None, "cow")).unwrap();
        store.commit(changing).unwrap();
    }
    drop(store);
    let text = String::from_utf8(disk.contents("pet.json").unwrap()).unwrap();
    disk.edit("pet.json", Some(text.replace("\"owner_id\":2", "\"owner_id\":1").into_bytes()));
    let text = String::from_utf8(disk.contents("owner.json").unwrap()).unwrap();
    disk.edit("owner.json", Some(text.replace(",\n{\"id\":2,\"name\":\"Bob\"}", "").into_bytes()));
    let said = Store::open(Box::new(disk), true).err().unwrap().to_string();
    assert!(said.starts_with("`journal.jsonl`, line 2: the foreign key `pet_owner_id_fkey`"), "{said}");
}
