//! Changes that are not sure yet, with what there was before them, to be made lasting or undone.

use super::{Data, TableRows};
use crate::error::{Error, ErrorKind, Result};
use crate::file::access::Key;
use crate::file::execute::{Change, Found, RowId, Seek, View};
use crate::file::frame::Frame;
use crate::file::pages::Row;
use crate::file::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Changes of the rows of a store.
#[derive(Debug)]
pub(crate) struct Changing {
    pub(in crate::file) data: Data,
    /// What the store had its tables by before.
    pub(in crate::file) before: Arc<Frame>,
    /// What was changed by statements that have come to their end.
    done: Changes<BTreeMap<Place, Option<Row>>>,
    /// What was changed by the one that runs, in the order of its changes.
    now: Changes<Vec<(Place, Option<Row>)>>,
}

/// A table, and the number of a row.
type Place = (usize, RowId);

/// What rows and counters were before they were changed.
#[derive(Debug, Default)]
struct Changes<R> {
    rows: R,
    counters: BTreeMap<usize, Counters>,
}

#[derive(Debug, Clone, Copy)]
struct Counters {
    last: RowId,
    counted: i64,
}

impl Changing {
    pub(crate) fn new(data: Data) -> Changing {
        let before = Arc::clone(&data.frame);
        Changing { data, before, done: Changes::default(), now: Changes::default() }
    }

    /// All rows that may differ from what they were in a table, with what they were.
    pub(in crate::file) fn touched(&self, table: usize) -> impl Iterator<Item = (RowId, Option<&[Value]>)> {
        debug_assert!(self.now.rows.is_empty(), "every statement has come to its end");
        let touched = self.done.rows.range((table, 0)..=(table, RowId::MAX));
        touched.map(|((_, id), row)| (*id, row.as_deref()))
    }

    /// Whether anything of a table may differ from what it was.
    pub(in crate::file) fn is_touched(&self, table: usize) -> bool {
        self.done.counters.contains_key(&table) || self.touched(table).next().is_some()
    }

    /// The greatest value that the column that counts up had had in a table.
    pub(in crate::file) fn counted_before(&self, table: usize) -> i64 {
        let now = || if table < self.before.schema.tables.len() { self.data.tables[table].counted } else { 0 };
        self.done.counters.get(&table).map_or_else(now, |counters| counters.counted)
    }

    /// Makes a statement's changes; all or none of them.
    pub(crate) fn whole<T>(&mut self, change: impl FnOnce(&mut Changing) -> Result<T>) -> Result<T> {
        let changed = change(self);
        match changed {
            Ok(_) => self.keep(),
            Err(_) => self.undo(),
        }
        changed
    }

    /// What the statement has changed stays, as far as its transaction does.
    pub(crate) fn keep(&mut self) {
        let mut now = std::mem::take(&mut self.now);
        // What a row was before the first of its changes counts.
        now.rows.sort_by_key(|(place, _)| *place);
        now.rows.dedup_by_key(|(place, _)| *place);
        match self.done.rows.is_empty() {
            true => self.done.rows = now.rows.into_iter().collect(),
            false => {
                for (place, row) in now.rows {
                    self.done.rows.entry(place).or_insert(row);
                }
            }
        }
        for (table, counters) in now.counters {
            self.done.counters.entry(table).or_insert(counters);
        }
    }

    /// Undoes what the statement has changed.
    pub(crate) fn undo(&mut self) {
        let now = std::mem::take(&mut self.now);
        self.put_back(now.rows.into_iter().rev(), now.counters);
    }

    fn put_back(&mut self, rows: impl Iterator<Item = (Place, Option<Row>)>, counters: BTreeMap<usize, Counters>) {
        for ((table, id), row) in rows {
            self.data.put(table, id, row);
        }
        for (table, Counters { last, counted }) in counters {
            let rows = self.rows(table);
            (rows.last, rows.counted) = (last, counted);
        }
    }

    /// Undoes the changes of all statements.
    pub(crate) fn undo_all(&mut self) {
        self.undo();
        let done = std::mem::take(&mut self.done);
        self.put_back(done.rows.into_iter(), done.counters);
    }

    /// Puts a row in the place of the one with its number, or takes that away, and asks nothing.
    pub(super) fn put(&mut self, table: usize, id: RowId, row: Option<Row>) {
        self.note_counters(table);
        let old = self.data.put(table, id, row);
        self.note(table, id, old);
    }

    /// Keeps what a row was before.
    pub(super) fn note(&mut self, table: usize, id: RowId, old: Option<Row>) {
        self.now.rows.push(((table, id), old));
    }

    /// Before the first change of a table.
    fn note_counters(&mut self, table: usize) {
        let TableRows { last, counted, .. } = *self.data.tables[table];
        self.now.counters.entry(table).or_insert(Counters { last, counted });
    }

    /// A key that was given is not counted a second time.
    fn note_counted(&mut self, table: usize, row: &[Value]) {
        let counter = self.data.frame.rules.tables[table].counter;
        if let Some(Value::Integer(number)) = counter.map(|counter| &row[counter])
            && *number > self.data.tables[table].counted
        {
            self.note_counters(table);
            self.rows(table).counted = *number;
        }
    }

    fn rows(&mut self, table: usize) -> &mut TableRows {
        Arc::make_mut(&mut self.data.tables[table])
    }
}

impl View for Changing {
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        self.data.scan(table)
    }

    fn seek<'s, 'v: 's>(&'v self, table: usize, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        self.data.seek(table, seek)
    }

    fn count(&self, table: usize, seek: Seek<'_>) -> usize {
        self.data.count(table, seek)
    }

    fn one(&self, table: usize, key: Key, values: &[Value]) -> Option<Found<'_>> {
        self.data.one(table, key, values)
    }

    fn row(&self, table: usize, id: RowId) -> Option<&[Value]> {
        self.data.row(table, id)
    }

    fn len(&self, table: usize) -> usize {
        self.data.len(table)
    }
}

impl Change for Changing {
    fn count_up(&mut self, table: usize) -> Result<i64> {
        let next = self.data.tables[table].counted.checked_add(1);
        let next = next.ok_or_else(|| Error::new(ErrorKind::Query, "a key that counts up has come to its end"))?;
        self.note_counters(table);
        self.rows(table).counted = next;
        Ok(next)
    }

    fn insert(&mut self, table: usize, row: Vec<Value>) -> Result<RowId> {
        let id = self.data.number_of_new(table, &row)?;
        self.data.check_unique(table, &row, None)?;
        self.note_counted(table, &row);
        self.put(table, id, Some(row));
        Ok(id)
    }

    fn replace(&mut self, table: usize, id: RowId, row: Vec<Value>) -> Result<RowId> {
        let new = self.data.tables[table].number_of(&row).unwrap_or(id);
        self.data.check_number(table, new, Some(id))?;
        self.data.check_unique(table, &row, Some(id))?;
        self.note_counted(table, &row);
        if new != id {
            self.put(table, id, None);
        }
        self.put(table, new, Some(row));
        Ok(new)
    }

    fn remove(&mut self, table: usize, id: RowId) -> Result<()> {
        self.put(table, id, None);
        Ok(())
    }
}
