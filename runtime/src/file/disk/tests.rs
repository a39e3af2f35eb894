//! The files of a store → what is left of them after whatever may happen.

mod compaction;
mod crashes;
mod damage;
mod edited;
mod folders;
mod model;
mod processes;
mod refused;
pub(super) mod simulated;

use super::folder::Folder;
use super::{Disk, Options, Tail};
use crate::error::Result;
use crate::file::access::Key;
use crate::file::execute::{Change, View};
use crate::file::memory::{Changing, Data};
use crate::file::value::Value;
use crate::url::Mode;
use querent_schema::Schema;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Two tables with a key and one without.
const SCHEMA: &str = "
    CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, code VARCHAR(20) UNIQUE, amount BIGINT NOT NULL, note TEXT);
    CREATE TABLE part (item_id BIGINT NOT NULL, place INTEGER NOT NULL, ratio DOUBLE PRECISION, PRIMARY KEY (item_id, place));
    CREATE TABLE log (line TEXT);
    CREATE INDEX by_amount ON item (amount);";

/// Random numbers that are the same each time.
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

/// An open store.
struct Store {
    disk: Arc<Disk>,
    tail: Tail,
    data: Data,
}

impl Store {
    fn open(folder: Box<dyn Folder>, sync: bool) -> Result<Store> {
        let busy_timeout = Duration::from_secs(1);
        let options =
            Options { folder: "store".into(), mode: Mode::Create, sync, acquire_timeout: busy_timeout, busy_timeout };
        let (disk, tail, data) = Disk::open_in(folder, &options)?;
        Ok(Store { disk, tail, data })
    }

    /// Gives the store its tables, where it has none.
    fn sync(&mut self) -> Result<()> {
        static PARSED: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(querent_schema::parse(SCHEMA).unwrap()));
        self.give(Arc::clone(&PARSED))
    }

    /// Gives the store the tables of a schema, where it has none.
    fn give(&mut self, schema: Arc<Schema>) -> Result<()> {
        match self.data.frame.schema.tables.is_empty() {
            true => self.commit(self.data.extended(schema, 0)?),
            false => Ok(()),
        }
    }

    fn commit(&mut self, mut changing: Changing) -> Result<()> {
        let held = self.disk.try_hold()?.expect("nobody else writes");
        self.disk.refresh(&mut self.tail, &mut self.data)?;
        if let Some(tail) = held.commit(&self.tail, &mut changing)? {
            (self.tail, self.data) = (tail, changing.data);
        }
        Ok(())
    }

    fn compact(&mut self) -> Result<()> {
        self.compact_while(|_| Ok(()))
    }

    /// Takes the journal into the tables, while others do something at each of its steps.
    fn compact_while(&mut self, mut meanwhile: impl FnMut(&mut Store) -> Result<()>) -> Result<()> {
        self.refresh()?;
        let compaction = self.disk.try_compact()?.expect("nobody else does it");
        let Some(mut written) = compaction.write(&self.tail, &self.data)? else { return Ok(()) };
        meanwhile(self)?;
        compaction.copy(&mut written, &self.tail)?;
        meanwhile(self)?;
        let held = self.disk.try_hold()?.expect("nobody else writes");
        self.disk.refresh(&mut self.tail, &mut self.data)?;
        self.tail = compaction.finish(&held, written, &self.tail)?;
        Ok(())
    }

    fn refresh(&mut self) -> Result<()> {
        self.disk.refresh(&mut self.tail, &mut self.data)
    }
}

type Rows = Vec<BTreeSet<Vec<Value>>>;

fn rows_of(data: &Data) -> Rows {
    let tables = 0..data.frame.schema.tables.len();
    tables.map(|table| data.scan(table).map(|(_, row)| row.to_vec()).collect()).collect()
}

/// Changes a few rows of several tables.
fn change(random: &mut Random, data: &Data) -> Changing {
    let mut changing = Changing::new(data.clone());
    for _ in 0..=random.below(3) {
        let number = random.below(12) as i64;
        let text = Value::Text(format!("n{}\n\"", random.next() % 10_000).into());
        let code = Value::Text(format!("c{number}").into());
        let known = data.one(0, Key::Primary, &[Value::Integer(number)]);
        let known = known.map(|(id, _)| id).filter(|id| changing.row(0, *id).is_some());
        let row = |id: i64| vec![Value::Integer(id), Value::Null, Value::Integer(number), text.clone()];
        let _ = match (random.below(5), known) {
            (0, Some(id)) => changing.remove(0, id),
            (1, Some(id)) => changing.replace(0, id, row(number)).map(drop),
            (2, Some(id)) => {
                changing.replace(0, id, vec![Value::Integer(number), code, Value::Integer(0), text]).map(drop)
            }
            (3, _) => {
                let line = vec![text];
                let last = changing.scan(2).last().map(|(id, _)| id);
                match last.filter(|_| random.below(3) == 0) {
                    Some(id) => changing.remove(2, id),
                    None => changing.insert(2, line).map(drop),
                }
            }
            _ => changing.count_up(0).and_then(|id| {
                changing.insert(0, row(id))?;
                let part = vec![Value::Integer(id), Value::Integer(1), Value::Float(number as f64 / 7.0)];
                changing.insert(1, part).map(drop)
            }),
        };
    }
    changing
}
