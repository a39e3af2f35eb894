//! The rows of one table at one moment: by their numbers, and by each key.

use super::key::KeyRows;
use crate::file::access::{Direction, Key};
use crate::file::execute::{Found, RowId, Seek};
use crate::file::pages::{Pages, Row};
use crate::file::rules::{TableRules, key_of, row_number, whole_key};
use crate::file::value::Value;
use querent_schema::Table;

/// The rows of a table. A copy takes no time, and stays as it is.
#[derive(Debug, Clone)]
pub(crate) struct TableRows {
    pub(in crate::file) rows: Pages,
    /// The column whose values are the numbers of the rows, where the primary key is one whole number: then no other tree is needed for it.
    numbered_by: Option<usize>,
    /// The greatest number of a row.
    pub(super) last: RowId,
    /// The greatest value that the column that counts up has had.
    pub(in crate::file) counted: i64,
    pub(super) keys: Vec<KeyRows>,
}

impl TableRows {
    pub(super) fn new(table: &Table, rules: &TableRules) -> TableRows {
        TableRows {
            rows: Pages::new(table.columns.len()),
            numbered_by: rules.numbered_by,
            last: 0,
            counted: 0,
            keys: KeyRows::all(table, rules),
        }
    }

    /// Puts rows in the place of all that it has.
    pub(super) fn fill(&mut self, rows: Pages) {
        self.last = rows.back_from(|_| false).next().map_or(0, |(id, _)| id);
        for key in &mut self.keys {
            key.fill(&rows);
        }
        self.rows = rows;
    }

    /// Puts a row in the place of the one with its number, or takes that away; gives the one that was there.
    pub(super) fn put(&mut self, id: RowId, row: Option<Row>) -> Option<Row> {
        self.last = self.last.max(id);
        let old = match row {
            Some(row) => self.rows.put(id, row),
            None => self.rows.remove(id),
        };
        if !self.keys.is_empty() {
            let new = self.rows.get(id);
            self.keys.iter_mut().for_each(|key| key.follow(id, old.as_deref(), new));
        }
        old
    }

    /// The number that a row has by what it holds; `None` where numbers are given in the order of insertion.
    pub(super) fn number_of(&self, row: &[Value]) -> Option<RowId> {
        whole_key(&row[self.numbered_by?]).map(row_number)
    }

    pub(super) fn key(&self, key: Key) -> Option<&KeyRows> {
        self.keys.iter().find(|known| known.key == key)
    }

    /// The number of the row that has these values in a unique key.
    pub(super) fn one(&self, key: Key, values: &[Value]) -> Option<RowId> {
        match (key, self.numbered_by) {
            (Key::Primary, Some(_)) => whole_key(values.first()?).map(row_number),
            _ => self.key(key)?.with(values).next(),
        }
    }

    pub(super) fn scan(&self) -> impl Iterator<Item = Found<'_>> {
        self.rows.iter()
    }

    pub(super) fn seek<'s, 'v: 's>(&'v self, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        if seek.key == Key::Primary && self.numbered_by.is_some() {
            return self.seek_numbers(seek);
        }
        let Some(key) = self.key(seek.key) else { return Box::new(self.scan()) };
        Box::new(key.seek(seek).filter_map(|id| Some((id, self.rows.get(id)?))))
    }

    /// The rows whose numbers are those that are looked for.
    fn seek_numbers<'s, 'v: 's>(&'v self, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        if let [key] = seek.begin {
            let number = whole_key(key).map(row_number);
            return Box::new(number.and_then(|id| Some((id, self.rows.get(id)?))).into_iter());
        }
        let key = |id: RowId| [Value::Integer(key_of(id))];
        match seek.direction {
            Direction::Forward => {
                let rows = self.rows.from(move |id| seek.is_before(&key(id)));
                Box::new(rows.take_while(move |(id, _)| !seek.is_behind(&key(*id))))
            }
            Direction::Backward => {
                let rows = self.rows.back_from(move |id| seek.is_behind(&key(id)));
                Box::new(rows.take_while(move |(id, _)| !seek.is_before(&key(*id))))
            }
        }
    }
}
