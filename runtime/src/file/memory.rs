//! Rows in memory, by number and by key; a copy of them is taken in no time and stays as it is.

use super::access::Key;
use super::evaluate::Context;
use super::execute::{Change, Found, RowId, View};
use super::frame::Frame;
use super::row::Form;
use super::rules::NAMES;
use super::value::Value;
use super::violation;
use crate::error::{Error, ErrorKind, Result};
use querent_schema::{Schema, Table, ddl};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// All rows of a store at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) frame: Arc<Frame>,
    tables: Vec<Arc<TableRows>>,
}

#[derive(Debug, Clone, Default)]
struct TableRows {
    rows: BTreeMap<RowId, Box<[Value]>>,
    /// The number of the row that was inserted last.
    last: RowId,
    /// The greatest value that the column that counts up has had.
    counted: i64,
    keys: Vec<KeyRows>,
}

/// The rows by one key.
#[derive(Debug, Clone)]
struct KeyRows {
    key: Key,
    columns: Vec<usize>,
    rows: BTreeSet<(Vec<Value>, RowId)>,
}

/// What was changed, as it was before.
#[derive(Debug)]
enum Undo {
    Row { table: usize, id: RowId, row: Option<Box<[Value]>> },
    Counted { table: usize, counted: i64 },
}

/// Changes that are not sure yet.
#[derive(Debug)]
pub(crate) struct Changing<'d> {
    data: &'d mut Data,
    undo: Vec<Undo>,
}

impl Data {
    pub(crate) fn new(schema: Arc<Schema>) -> Data {
        let tables = schema.tables.iter().map(|table| {
            let keys = Key::all(table).map(|(key, columns)| KeyRows { key, columns, rows: BTreeSet::new() });
            Arc::new(TableRows { keys: keys.collect(), ..TableRows::default() })
        });
        let tables = tables.collect();
        Data { frame: Arc::new(Frame::new(schema)), tables }
    }

    /// The same rows for a schema that has more: what was added takes its default, and must hold of all rows.
    ///
    /// # Errors
    /// Of kind `Sync` when a row does not meet what was added.
    pub(crate) fn extended(&self, schema: Arc<Schema>, now: i64) -> Result<Data> {
        let mut data = Data::new(schema);
        let frame = Arc::clone(&data.frame);
        let context = Context { row: &[], params: &[], now };
        for (table, rows) in self.tables.iter().enumerate() {
            let form = Form { table: &frame.schema.tables[table], rules: &frame.rules.tables[table] };
            let extended = Arc::make_mut(&mut data.tables[table]);
            (extended.last, extended.counted) = (rows.last, rows.counted);
            for (id, row) in &rows.rows {
                let mut row = row.to_vec();
                let has_more = row.len() < form.table.columns.len();
                for column in row.len()..form.table.columns.len() {
                    row.push(form.left_out(column, context)?);
                }
                if has_more {
                    form.complete(&mut row, context).map_err(|error| unmet(form.table, error))?;
                }
                data.check_unique(table, &row, None).map_err(|error| unmet(form.table, error))?;
                Arc::make_mut(&mut data.tables[table]).put(*id, Some(row.into_boxed_slice()));
            }
        }
        Ok(data)
    }

    /// Changes rows, all as `change` says or none.
    pub(crate) fn change<T>(&mut self, change: impl FnOnce(&mut Changing<'_>) -> Result<T>) -> Result<T> {
        let mut changing = Changing { data: self, undo: Vec::new() };
        let changed = change(&mut changing);
        if changed.is_err() {
            while let Some(undo) = changing.undo.pop() {
                match undo {
                    Undo::Row { table, id, row } => changing.rows(table).put(id, row),
                    Undo::Counted { table, counted } => changing.rows(table).counted = counted,
                }
            }
        }
        changed
    }

    /// Refuses a row that another one is equal to in a key.
    fn check_unique(&self, table: usize, row: &[Value], own: Option<RowId>) -> Result<()> {
        for key in &self.tables[table].keys {
            let is_unique = !matches!(key.key, Key::Index(_));
            // NULL is equal to nothing.
            if !is_unique || key.columns.iter().any(|column| row[*column] == Value::Null) {
                continue;
            }
            let values: Vec<Value> = key.columns.iter().map(|column| row[*column].clone()).collect();
            if key.with(&values).any(|id| Some(id) != own) {
                let schema = &self.frame.schema;
                let name = match key.key {
                    Key::Unique(number) => Some(ddl::unique_name(schema, table, number, NAMES)),
                    Key::Primary | Key::Index(_) => None,
                };
                return Err(violation::unique(&schema.tables[table], name, &key.columns));
            }
        }
        Ok(())
    }
}

/// What was added to a table does not hold of a row that is there.
#[cold]
fn unmet(table: &Table, error: Error) -> Error {
    let text = format!(
        "`{}` cannot be extended, for rows that are there do not meet what is added; nothing was changed",
        table.name
    );
    Error::new(ErrorKind::Sync, text).with_source(error)
}

impl KeyRows {
    fn values(&self, row: &[Value]) -> Vec<Value> {
        self.columns.iter().map(|column| row[*column].clone()).collect()
    }

    /// The rows that have exactly these values.
    fn with<'k>(&'k self, values: &'k [Value]) -> impl Iterator<Item = RowId> + 'k {
        let from = (values.to_vec(), 0);
        self.rows.range(from..).take_while(move |(own, _)| own == values).map(|(_, id)| *id)
    }
}

impl TableRows {
    /// Puts a row in the place of the one with its number, or takes that away.
    fn put(&mut self, id: RowId, row: Option<Box<[Value]>>) {
        let old = match &row {
            Some(row) => self.rows.insert(id, row.clone()),
            None => self.rows.remove(&id),
        };
        for key in &mut self.keys {
            let before = old.as_ref().map(|row| key.values(row));
            let after = row.as_ref().map(|row| key.values(row));
            if before == after {
                continue;
            }
            if let Some(values) = before {
                key.rows.remove(&(values, id));
            }
            if let Some(values) = after {
                key.rows.insert((values, id));
            }
        }
    }
}

impl View for Data {
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        Box::new(self.tables[table].rows.iter().map(|(id, row)| (*id, &**row)))
    }

    fn seek<'v>(
        &'v self,
        table: usize,
        key: Key,
        begin: &[Value],
        bounds: (Bound<&Value>, Bound<&Value>),
    ) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        let rows = &self.tables[table];
        let Some(key) = rows.keys.iter().find(|known| known.key == key) else { return self.scan(table) };
        let mut from = begin.to_vec();
        let excluded = match bounds.0 {
            Bound::Unbounded => None,
            Bound::Included(low) => {
                from.push(low.clone());
                None
            }
            Bound::Excluded(low) => {
                from.push(low.clone());
                Some(low.clone())
            }
        };
        let (width, begin, high) = (begin.len(), begin.to_vec(), bounds.1.cloned());
        let within = move |values: &[Value]| {
            let ends = match (&high, values.get(width)) {
                (Bound::Included(high), Some(value)) => value > high,
                (Bound::Excluded(high), Some(value)) => value >= high,
                _ => false,
            };
            values[..width] == begin[..] && !ends
        };
        let found = key.rows.range((from, 0)..).take_while(move |(values, _)| within(values));
        let found = found.filter(move |(values, _)| excluded.is_none() || values.get(width) != excluded.as_ref());
        Box::new(found.filter_map(|(_, id)| Some((*id, &**rows.rows.get(id)?))))
    }

    fn row(&self, table: usize, id: RowId) -> Option<&[Value]> {
        self.tables[table].rows.get(&id).map(|row| &**row)
    }

    fn len(&self, table: usize) -> usize {
        self.tables[table].rows.len()
    }
}

impl View for Changing<'_> {
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        self.data.scan(table)
    }

    fn seek<'v>(
        &'v self,
        table: usize,
        key: Key,
        begin: &[Value],
        bounds: (Bound<&Value>, Bound<&Value>),
    ) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        self.data.seek(table, key, begin, bounds)
    }

    fn row(&self, table: usize, id: RowId) -> Option<&[Value]> {
        self.data.row(table, id)
    }

    fn len(&self, table: usize) -> usize {
        self.data.len(table)
    }
}

impl Changing<'_> {
    fn put(&mut self, table: usize, id: RowId, row: Option<Vec<Value>>) {
        let old = self.data.tables[table].rows.get(&id).cloned();
        self.undo.push(Undo::Row { table, id, row: old });
        if let Some(row) = &row {
            self.note_counted(table, row);
        }
        self.rows(table).put(id, row.map(Vec::into_boxed_slice));
    }

    /// A key that was given is not counted a second time.
    fn note_counted(&mut self, table: usize, row: &[Value]) {
        let columns = &self.data.frame.schema.tables[table].columns;
        let counter = columns.iter().position(|column| column.auto_increment);
        if let Some(Value::Integer(number)) = counter.map(|counter| &row[counter])
            && *number > self.data.tables[table].counted
        {
            self.count_to(table, *number);
        }
    }

    fn count_to(&mut self, table: usize, counted: i64) {
        let before = std::mem::replace(&mut self.rows(table).counted, counted);
        self.undo.push(Undo::Counted { table, counted: before });
    }

    fn rows(&mut self, table: usize) -> &mut TableRows {
        Arc::make_mut(&mut self.data.tables[table])
    }
}

impl Change for Changing<'_> {
    fn count_up(&mut self, table: usize) -> Result<i64> {
        let next = self.data.tables[table].counted.checked_add(1);
        let next = next.ok_or_else(|| Error::new(ErrorKind::Query, "a key that counts up has come to its end"))?;
        self.count_to(table, next);
        Ok(next)
    }

    fn insert(&mut self, table: usize, row: Vec<Value>) -> Result<RowId> {
        self.data.check_unique(table, &row, None)?;
        let rows = self.rows(table);
        rows.last += 1;
        let id = rows.last;
        self.put(table, id, Some(row));
        Ok(id)
    }

    fn replace(&mut self, table: usize, id: RowId, row: Vec<Value>) -> Result<()> {
        self.data.check_unique(table, &row, Some(id))?;
        self.put(table, id, Some(row));
        Ok(())
    }

    fn remove(&mut self, table: usize, id: RowId) -> Result<()> {
        self.put(table, id, None);
        Ok(())
    }
}
