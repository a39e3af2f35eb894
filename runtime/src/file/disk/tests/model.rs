//! Transactions with savepoints, rollbacks, compactions and folders that are opened anew, in any order → the same rows as a map has.

use super::Store;
use super::simulated::Simulated;
use crate::file::access::{Direction, Key};
use crate::file::execute::{Change, RowId, Seek, View};
use crate::file::memory::{Changing, Data};
use crate::file::value::Value;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, LazyLock};

static SCHEMA: LazyLock<Arc<querent_schema::Schema>> = LazyLock::new(|| {
    let sql = "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, amount BIGINT NOT NULL);
        CREATE INDEX by_amount ON item (amount, code);
        CREATE UNIQUE INDEX large ON item (lower(code)) WHERE amount > 5;
        CREATE TABLE log (line TEXT);";
    Arc::new(querent_schema::parse(sql).unwrap())
});

/// A row of `item` besides its key.
type Item = (Option<String>, i64);

/// What the store should hold.
#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    items: BTreeMap<i64, Item>,
    counted: i64,
    log: BTreeMap<RowId, String>,
    logged: RowId,
}

#[derive(Debug, Clone)]
enum Step {
    Insert(Option<i64>, Item),
    /// Puts a row in the place of the one with the first key.
    Replace(i64, i64, Item),
    Remove(i64),
    Log(String),
    Unlog,
    Save,
    Undo,
    Release,
}

#[derive(Debug, Clone)]
enum Act {
    /// By one of two who have the folder open; it is committed or rolled back.
    Transaction(usize, Vec<Step>, bool),
    /// Meanwhile the other makes these transactions.
    Compact(usize, Vec<Vec<Step>>),
    Reopen(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let id = || 1..12_i64;
    let item = || (proptest::option::weighted(0.8, "[a-dA-D]"), 0..10_i64);
    let step = prop_oneof![
        6 => (proptest::option::of(id()), item()).prop_map(|(id, item)| Step::Insert(id, item)),
        5 => (id(), id(), item()).prop_map(|(id, new, item)| Step::Replace(id, if new % 3 == 0 { new } else { id }, item)),
        3 => id().prop_map(Step::Remove),
        2 => "[a-z\n\"]{0,5}".prop_map(Step::Log),
        1 => Just(Step::Unlog),
        2 => Just(Step::Save),
        2 => Just(Step::Undo),
        1 => Just(Step::Release),
    ];
    proptest::collection::vec(step, 0..8)
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0..2_usize, steps(), proptest::bool::weighted(0.8)).prop_map(|(who, steps, ends)| Act::Transaction(who, steps, ends)),
        1 => (0..2_usize, proptest::collection::vec(steps(), 0..3)).prop_map(|(who, steps)| Act::Compact(who, steps)),
        1 => (0..2_usize).prop_map(Act::Reopen),
    ];
    proptest::collection::vec(act, 0..40)
}

fn row(id: i64, (code, amount): &Item) -> Vec<Value> {
    let code = code.as_deref().map_or(Value::Null, |code| Value::Text(code.into()));
    vec![Value::Integer(id), code, Value::Integer(*amount)]
}

impl Model {
    /// Whether a row may stand beside all others but the one with the key `own`.
    fn takes(&self, id: i64, item: &Item, own: Option<i64>) -> bool {
        let large = |(code, amount): &Item| code.as_ref().filter(|_| *amount > 5).map(|code| code.to_lowercase());
        let others = self.items.iter().filter(|(other, _)| Some(**other) != own);
        !others.into_iter().any(|(other, known)| {
            *other == id
                || item.0.is_some() && known.0 == item.0
                || large(item).is_some() && large(known) == large(item)
        })
    }

    /// Does to the model what is done to the store, and compares what both say to it.
    fn step(&mut self, changing: &mut Changing, step: &Step) {
        let known =
            |changing: &Changing, id: i64| changing.one(0, Key::Primary, &[Value::Integer(id)]).map(|(id, _)| id);
        match step {
            Step::Insert(given, item) => {
                let id = given.unwrap_or_else(|| {
                    self.counted += 1;
                    assert_eq!(changing.count_up(0).unwrap(), self.counted);
                    self.counted
                });
                let takes = self.takes(id, item, None);
                assert_eq!(changing.insert(0, row(id, item)).is_ok(), takes, "{step:?}");
                if takes {
                    self.items.insert(id, item.clone());
                    self.counted = self.counted.max(id);
                }
            }
            Step::Replace(id, new, item) => {
                let number = known(changing, *id);
                assert_eq!(number.is_some(), self.items.contains_key(id));
                let Some(number) = number else { return };
                let takes = self.takes(*new, item, Some(*id));
                assert_eq!(changing.replace(0, number, row(*new, item)).is_ok(), takes, "{step:?}");
                if takes {
                    self.items.remove(id);
                    self.items.insert(*new, item.clone());
                    self.counted = self.counted.max(*new);
                }
            }
            Step::Remove(id) => {
                if let Some(number) = known(changing, *id) {
                    changing.remove(0, number).unwrap();
                }
                self.items.remove(id);
            }
            Step::Log(line) => {
                self.logged = changing.insert(1, vec![Value::Text(line.as_str().into())]).unwrap();
                assert!(self.log.insert(self.logged, line.clone()).is_none(), "a number is given once");
            }
            Step::Unlog => {
                if let Some((number, _)) = self.log.pop_first() {
                    changing.remove(1, number).unwrap();
                }
            }
            Step::Save | Step::Undo | Step::Release => unreachable!("the transaction does it"),
        }
    }

    /// A transaction on a store and on the model; `None` where it is rolled back.
    fn transaction(&self, data: &Data, steps: &[Step]) -> (Model, Changing) {
        let (mut model, mut changing, mut points) = (self.clone(), Changing::new(data.clone()), Vec::new());
        for step in steps {
            match step {
                Step::Save => points.push((model.clone(), changing.data.clone())),
                Step::Release => drop(points.pop()),
                Step::Undo => {
                    if let Some(point) = points.pop() {
                        (model, changing.data) = point;
                    }
                }
                step => model.step(&mut changing, step),
            }
            model.compare(&changing.data);
        }
        (model, changing)
    }

    /// All rows, by each key and in both directions.
    fn compare(&self, data: &Data) {
        let stored: BTreeMap<_, _> = data.scan(0).map(|(_, row)| (row[0].clone(), row.to_vec())).collect();
        let rows: Vec<Vec<Value>> = self.items.iter().map(|(id, item)| row(*id, item)).collect();
        assert_eq!(stored.into_values().collect::<Vec<_>>(), rows);
        assert_eq!((data.len(0), data.len(1)), (self.items.len(), self.log.len()));
        let log = data.scan(1).map(|(id, row)| (id, row[0].to_string()));
        assert_eq!(log.collect::<BTreeMap<_, _>>(), self.log);
        for (id, item) in &self.items {
            assert_eq!(data.one(0, Key::Primary, &[Value::Integer(*id)]).unwrap().1, row(*id, item));
            if let Some(code) = &item.0 {
                assert_eq!(
                    data.one(0, Key::Unique(0), &[Value::Text(code.as_str().into())]).unwrap().1,
                    row(*id, item)
                );
            }
        }
        for direction in [Direction::Forward, Direction::Backward] {
            let (low, high) = (Value::Integer(2), Value::Integer(7));
            let seek = Seek {
                key: Key::Index(0),
                begin: &[],
                low: Bound::Included(&low),
                high: Bound::Excluded(&high),
                direction,
            };
            let mut found: Vec<Vec<Value>> = data.seek(0, seek).map(|(_, row)| row.to_vec()).collect();
            if direction == Direction::Backward {
                found.reverse();
            }
            assert!(found.is_sorted_by(|one, other| (&one[2], &one[1]) <= (&other[2], &other[1])), "{found:?}");
            found.sort_unstable();
            let mut expected: Vec<_> = rows.iter().filter(|row| (&low..&high).contains(&&row[2])).cloned().collect();
            expected.sort_unstable();
            assert_eq!(found, expected);
        }
    }
}

fn open(disk: &Simulated) -> Store {
    let mut store = Store::open(Box::new(disk.clone()), true).unwrap();
    store.give(Arc::clone(&SCHEMA)).unwrap();
    store
}

fn commit(store: &mut Store, model: &mut Model, steps: &[Step]) -> crate::error::Result<()> {
    store.refresh()?;
    model.compare(&store.data);
    let (after, changing) = model.transaction(&store.data, steps);
    store.commit(changing)?;
    *model = after;
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_folder_is_a_map(acts in acts()) {
        let disk = Simulated::default();
        let mut stores = [open(&disk), open(&disk)];
        let mut model = Model::default();
        for act in &acts {
            match act {
                Act::Transaction(who, steps, true) => commit(&mut stores[*who], &mut model, steps).unwrap(),
                Act::Transaction(who, steps, false) => {
                    stores[*who].refresh().unwrap();
                    drop(model.transaction(&stores[*who].data, steps));
                }
                Act::Compact(who, meanwhile) => {
                    let [one, two] = &mut stores;
                    let (own, other) = if *who == 0 { (one, two) } else { (two, one) };
                    let mut left = meanwhile.iter();
                    own.compact_while(|_| left.next().map_or(Ok(()), |steps| commit(other, &mut model, steps))).unwrap();
                }
                Act::Reopen(who) => stores[*who] = open(&disk),
            }
        }
        for store in &mut stores {
            store.refresh().unwrap();
            model.compare(&store.data);
        }
        let reopened = open(&disk);
        model.compare(&reopened.data);
        prop_assert_eq!(Changing::new(reopened.data).count_up(0).unwrap(), model.counted + 1);
    }
}
