//! The rows of a table by one key: in the order of its values, each with the number of its row.

use crate::error::Result;
use crate::file::access::{Direction, Key};
use crate::file::execute::{RowId, Seek};
use crate::file::pages::Pages;
use crate::file::rules::{PartialKey, TableRules};
use crate::file::tree::{self, Tree};
use crate::file::value::Value;
use querent_schema::Table;
use std::cmp::Ordering;
use std::sync::Arc;

/// The rows by one key.
#[derive(Debug, Clone)]
pub(super) struct KeyRows {
    pub(super) key: Key,
    of: Of,
    rows: Tree<(Values, RowId), ()>,
}

/// What a key is made of.
#[derive(Debug, Clone)]
enum Of {
    Columns(Arc<[usize]>),
    Partial(Arc<PartialKey>),
}

/// The values of a key: of most keys one number, which needs no place of its own.
#[derive(Debug, Clone)]
pub(super) enum Values {
    Integer(i64),
    Other(Arc<[Value]>),
}

impl Values {
    fn of(columns: &[usize], row: &[Value]) -> Values {
        match columns {
            [column] if let Value::Integer(number) = row[*column] => Values::Integer(number),
            _ => Values::Other(columns.iter().map(|column| row[*column].clone()).collect()),
        }
    }

    fn with<T>(&self, look: impl FnOnce(&[Value]) -> T) -> T {
        match self {
            Values::Integer(number) => look(&[Value::Integer(*number)]),
            Values::Other(values) => look(values),
        }
    }

    fn cmp_to(&self, values: &[Value]) -> Ordering {
        match (self, values) {
            (Values::Integer(one), [Value::Integer(two)]) => one.cmp(two),
            _ => self.with(|one| one.cmp(values)),
        }
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Values {}

impl PartialOrd for Values {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Values {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Values::Integer(one), Values::Integer(two)) => one.cmp(two),
            _ => other.with(|two| self.cmp_to(two)),
        }
    }
}

impl tree::Key for (Values, RowId) {}

impl KeyRows {
    /// The keys of a table, which has no rows yet. By its number a row is found without one.
    pub(super) fn all(table: &Table, rules: &TableRules) -> Vec<KeyRows> {
        let others = Key::all(table).filter(|(key, _)| *key != Key::Primary || rules.numbered_by.is_none());
        let plain = others.map(|(key, columns)| (key, Of::Columns(columns.into())));
        let partial = rules.partial_keys.iter().map(|key| (Key::Partial(key.index), Of::Partial(Arc::clone(key))));
        plain.chain(partial).map(|(key, of)| KeyRows { key, of, rows: Tree::default() }).collect()
    }

    pub(super) fn columns(&self) -> &[usize] {
        match &self.of {
            Of::Columns(columns) => columns,
            Of::Partial(key) => &key.columns,
        }
    }

    /// What it holds of a row; `None` where it holds nothing. What cannot be computed is refused before it becomes a row.
    fn values(&self, row: &[Value]) -> Option<Values> {
        match &self.of {
            Of::Columns(columns) => Some(Values::of(columns, row)),
            Of::Partial(key) => key.values(row).ok().flatten().map(|values| Values::Other(values.into())),
        }
    }

    /// Whether another row than `own` has what a unique key may have but once. NULL is equal to nothing.
    ///
    /// # Errors
    /// When what the key is made of cannot be computed.
    pub(super) fn is_taken(&self, row: &[Value], own: Option<RowId>) -> Result<bool> {
        if !self.key.is_unique() {
            return Ok(false);
        }
        let values = match &self.of {
            Of::Columns(columns) if columns.iter().any(|column| row[*column] == Value::Null) => None,
            Of::Columns(columns) => Some(Values::of(columns, row)),
            Of::Partial(key) => key.values(row)?.map(|values| Values::Other(values.into())),
        };
        Ok(values.is_some_and(|values| values.with(|values| self.with(values).any(|id| Some(id) != own))))
    }

    /// The rows that have exactly these values.
    pub(super) fn with<'s, 'k: 's>(&'k self, values: &'s [Value]) -> impl Iterator<Item = RowId> + use<'s, 'k> {
        let entries = self.rows.from(move |(own, _)| own.cmp_to(values).is_lt());
        entries.take_while(move |((own, _), ())| own.cmp_to(values).is_eq()).map(|((_, id), ())| *id)
    }

    /// The rows that are looked for, in the order of the key, or backwards.
    pub(super) fn seek<'s, 'k: 's>(&'k self, seek: Seek<'s>) -> Box<dyn Iterator<Item = RowId> + 's> {
        let is_before = move |values: &Values| values.with(|values| seek.is_before(values));
        let is_behind = move |values: &Values| values.with(|values| seek.is_behind(values));
        match seek.direction {
            Direction::Forward => {
                let entries = self.rows.from(move |(values, _)| is_before(values));
                let within = entries.take_while(move |((values, _), ())| !is_behind(values));
                Box::new(within.map(|((_, id), ())| *id))
            }
            Direction::Backward => {
                let entries = self.rows.back_from(move |(values, _)| is_behind(values));
                let within = entries.take_while(move |((values, _), ())| !is_before(values));
                Box::new(within.map(|((_, id), ())| *id))
            }
        }
    }

    /// Puts in what the key holds of these rows, in the place of all that it holds.
    pub(super) fn fill(&mut self, rows: &Pages) {
        let entries = rows.iter().filter_map(|(id, row)| Some(((self.values(row)?, id), ())));
        let mut entries: Vec<_> = entries.collect();
        if !entries.is_sorted() {
            entries.sort_unstable();
        }
        self.rows = Tree::from_sorted(entries);
    }

    /// A row has changed, has come, or is gone.
    pub(super) fn follow(&mut self, id: RowId, old: Option<&[Value]>, new: Option<&[Value]>) {
        if let (Of::Columns(columns), Some(old), Some(new)) = (&self.of, old, new)
            && columns.iter().all(|column| old[*column] == new[*column])
        {
            return;
        }
        let (before, after) = (old.and_then(|row| self.values(row)), new.and_then(|row| self.values(row)));
        if before == after {
            return;
        }
        if let Some(values) = before {
            self.rows.remove(&(values, id));
        }
        if let Some(values) = after {
            self.rows.insert((values, id), ());
        }
    }

    /// Each row of which another one before it has the same values in a unique key.
    pub(super) fn duplicates(&self) -> impl Iterator<Item = RowId> {
        let mut before: Option<&Values> = None;
        self.rows.iter().filter(|_| self.key.is_unique()).filter_map(move |((values, id), ())| {
            let is_same = before.replace(values) == Some(values);
            (is_same && !values.with(|values| values.contains(&Value::Null))).then_some(*id)
        })
    }
}
