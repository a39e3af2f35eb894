//! A journal that is taken into the tables → others who write meanwhile, and files that say the same as before.

use super::simulated::Simulated;
use super::{Random, Store, change, rows_of};
use crate::file::execute::Change;
use crate::file::memory::Changing;
use crate::file::value::Value;

fn text(disk: &Simulated, name: &str) -> String {
    String::from_utf8(disk.contents(name).unwrap()).unwrap()
}

/// A store whose journal holds some transactions.
fn filled(disk: &Simulated, random: &mut Random) -> Store {
    let mut store = Store::open(Box::new(disk.clone()), true).unwrap();
    store.sync().unwrap();
    for _ in 0..20 {
        let changing = change(random, &store.data);
        store.commit(changing).unwrap();
    }
    store
}

#[test]
fn others_write_while_a_table_is_being_written() {
    let (disk, mut random) = (Simulated::default(), Random(41));
    let mut store = filled(&disk, &mut random);
    let mut other = Store::open(Box::new(disk.clone()), true).unwrap();
    let before = rows_of(&store.data);
    disk.hold_up(Some("item.json.new"));
    std::thread::scope(|scope| {
        let compacting = scope.spawn(|| store.compact());
        disk.await_waiting();
        assert!(other.disk.try_compact().unwrap().is_none(), "one at a time");
        for _ in 0..20 {
            let changing = change(&mut random, &other.data);
            other.commit(changing).unwrap();
        }
        // Whoever opens the store sees what they have done.
        assert_eq!(rows_of(&Store::open(Box::new(disk.clone()), true).unwrap().data), rows_of(&other.data));
        disk.hold_up(None);
        compacting.join().unwrap().unwrap();
    });
    assert_ne!(rows_of(&other.data), before);
    assert_eq!(rows_of(&store.data), rows_of(&other.data));
    other.refresh().unwrap();
    assert_eq!(rows_of(&store.data), rows_of(&other.data));
    // The journal begins behind what the tables know, and holds what was done meanwhile.
    let (table, journal) = (text(&disk, "item.json"), text(&disk, "journal.jsonl"));
    let known = table.split("\"transaction\":").nth(1).unwrap().split(',').next().unwrap();
    assert!(journal.starts_with(&format!("{{\"querent\":1,\"after\":{known},")), "{journal}");
    assert!(journal.lines().count() > 5, "{journal}");
    assert_eq!(rows_of(&Store::open(Box::new(disk), true).unwrap().data), rows_of(&other.data));
}

#[test]
fn a_table_is_written_only_when_its_file_is_behind() {
    let (disk, mut random) = (Simulated::default(), Random(5));
    let mut store = filled(&disk, &mut random);
    let mut other = Store::open(Box::new(disk.clone()), true).unwrap();
    let transaction =
        |name: &str| text(&disk, name).split("\"transaction\":").nth(1).unwrap().split(',').next().unwrap().to_owned();
    // What is done meanwhile is in no table, and whoever has read it knows that.
    store
        .compact_while(|_| {
            let mut changing = Changing::new(other.data.clone());
            changing.insert(2, vec![Value::Text("meanwhile".into())])?;
            other.commit(changing)
        })
        .unwrap();
    let files = ["item.json", "part.json", "log.json"];
    assert_eq!(files.map(transaction), ["21", "21", "21"]);
    other.compact().unwrap();
    assert_eq!(files.map(transaction), ["21", "21", "23"]);
    assert_eq!(rows_of(&Store::open(Box::new(disk.clone()), true).unwrap().data), rows_of(&other.data));
    // There is nothing more to be done.
    let journal = text(&disk, "journal.jsonl");
    store.compact().unwrap();
    other.compact().unwrap();
    assert_eq!(text(&disk, "journal.jsonl"), journal);
}

#[test]
fn a_compaction_that_is_broken_off_is_done_by_the_next() {
    let (disk, mut random) = (Simulated::default(), Random(17));
    let mut store = filled(&disk, &mut random);
    for step in 0..3 {
        let changing = change(&mut random, &store.data);
        store.commit(changing).unwrap();
        {
            let compaction = store.disk.try_compact().unwrap().unwrap();
            assert!(store.disk.try_compact().unwrap().is_none());
            if step > 0 {
                let mut written = compaction.write(&store.tail, &store.data).unwrap().unwrap();
                if step > 1 {
                    compaction.copy(&mut written, &store.tail).unwrap();
                }
            }
        }
        let changing = change(&mut random, &store.data);
        store.commit(changing).unwrap();
        assert_eq!(rows_of(&Store::open(Box::new(disk.clone()), true).unwrap().data), rows_of(&store.data));
    }
    store.compact().unwrap();
    assert_eq!(text(&disk, "journal.jsonl").lines().count(), 1);
    assert_eq!(rows_of(&Store::open(Box::new(disk), true).unwrap().data), rows_of(&store.data));
}
