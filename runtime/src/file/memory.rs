//! Rows in memory, by number and by key; a copy of them is taken in no time and stays as it is.

mod key;
mod prove;

use super::access::Key;
use super::evaluate::Context;
use super::execute::{Change, Found, RowId, Seek, View};
use super::frame::Frame;
use super::row::Form;
use super::rules::{NAMES, TableRules};
use super::tree::Tree;
use super::value::Value;
use super::violation;
use crate::error::{Error, ErrorKind, Result};
use key::KeyRows;
use querent_schema::{Schema, Table, ddl};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A row.
pub(crate) type Row = Arc<[Value]>;

/// All rows of a store at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) frame: Arc<Frame>,
    pub(super) tables: Vec<Arc<TableRows>>,
}

/// The rows of a table at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableRows {
    pub(super) rows: Tree<RowId, Row>,
    /// The number of the row that was inserted last.
    pub(super) last: RowId,
    /// The greatest value that the column that counts up has had.
    pub(super) counted: i64,
    keys: Vec<KeyRows>,
}

/// Changes that are not sure yet.
#[derive(Debug)]
pub(crate) struct Changing {
    pub(super) data: Data,
    /// The rows that may differ from what they were.
    pub(super) touched: BTreeSet<(usize, RowId)>,
}

impl Data {
    pub(crate) fn new(schema: Arc<Schema>) -> Data {
        let frame = Arc::new(Frame::new(schema));
        let tables = frame.schema.tables.iter().zip(&frame.rules.tables);
        let tables = tables.map(|(table, rules)| Arc::new(TableRows::new(table, rules))).collect();
        Data { frame, tables }
    }

    /// The same rows for a schema that has more: what was added takes its default, and must hold of all rows.
    ///
    /// # Errors
    /// Of kind `Sync` when a row does not meet what was added.
    pub(crate) fn extended(&self, schema: Arc<Schema>, now: i64) -> Result<Changing> {
        let (mut data, mut touched) = (Data::new(schema), BTreeSet::new());
        let frame = Arc::clone(&data.frame);
        let context = Context { row: &[], params: &[], now };
        for (table, rows) in self.tables.iter().enumerate() {
            let form = Form { table: &frame.schema.tables[table], rules: &frame.rules.tables[table] };
            let extended = Arc::make_mut(&mut data.tables[table]);
            (extended.last, extended.counted) = (rows.last, rows.counted);
            for (id, row) in rows.rows.iter() {
                let mut row = row.to_vec();
                let has_more = row.len() < form.table.columns.len();
                for column in row.len()..form.table.columns.len() {
                    row.push(form.left_out(column, context)?);
                }
                if has_more {
                    touched.insert((table, *id));
                    form.complete(&mut row, context).map_err(|error| unmet(form.table, error))?;
                }
                data.check_unique(table, &row, None).map_err(|error| unmet(form.table, error))?;
                Arc::make_mut(&mut data.tables[table]).put(*id, Some(row.into()));
            }
        }
        Ok(Changing { data, touched })
    }

    /// Refuses a row that another one is equal to in a key.
    fn check_unique(&self, table: usize, row: &[Value], own: Option<RowId>) -> Result<()> {
        for key in &self.tables[table].keys {
            if key.is_taken(row, own)? {
                return Err(self.not_unique(table, key));
            }
        }
        Ok(())
    }

    #[cold]
    fn not_unique(&self, table: usize, key: &KeyRows) -> Error {
        let schema = &self.frame.schema;
        let name = match key.key {
            Key::Unique(number) => Some(ddl::unique_name(schema, table, number, NAMES)),
            Key::Partial(number) => {
                let name = ddl::index_name(schema, table, number, NAMES);
                return violation::unique_index(&schema.tables[table], &name, key.columns());
            }
            Key::Primary | Key::Index(_) => None,
        };
        violation::unique(&schema.tables[table], name, key.columns())
    }

    /// A row by its primary key.
    pub(crate) fn primary(&self, table: usize, values: &[Value]) -> Option<RowId> {
        let key = self.tables[table].keys.iter().find(|key| key.key == Key::Primary)?;
        key.with(values).next().map(|(id, _)| id)
    }

    /// Puts a row in the place of the one with its number, or takes that away, and asks nothing.
    pub(crate) fn put(&mut self, table: usize, id: RowId, row: Option<Row>) {
        Arc::make_mut(&mut self.tables[table]).put(id, row);
    }

    /// Puts rows, which are in the order of their numbers, in the place of all that a table has, and asks nothing.
    pub(crate) fn fill(&mut self, table: usize, rows: Vec<(RowId, Row)>, counted: i64) {
        let definition = &self.frame.schema.tables[table];
        let mut filled = TableRows::new(definition, &self.frame.rules.tables[table]);
        let counter = definition.columns.iter().position(|column| column.auto_increment);
        let highest = rows.iter().filter_map(|(_, row)| match row[counter?] {
            Value::Integer(number) => Some(number),
            _ => None,
        });
        filled.counted = highest.max().unwrap_or(0).max(counted);
        filled.last = rows.last().map_or(0, |(id, _)| *id);
        for key in &mut filled.keys {
            key.fill(&rows);
        }
        filled.rows = Tree::from_sorted(rows);
        self.tables[table] = Arc::new(filled);
    }

    /// The same rows for a schema that has more tables, columns or keys. What was added is NULL.
    pub(crate) fn widened(&self, schema: Arc<Schema>) -> Data {
        let mut data = Data::new(schema);
        for (table, rows) in self.tables.iter().enumerate() {
            let width = data.frame.schema.tables[table].columns.len();
            let widen = |row: &Row| {
                let missing = std::iter::repeat_n(Value::Null, width - row.len());
                if row.len() == width { Arc::clone(row) } else { row.iter().cloned().chain(missing).collect() }
            };
            let wide = rows.rows.iter().map(|(id, row)| (*id, widen(row))).collect();
            data.fill(table, wide, rows.counted);
            Arc::make_mut(&mut data.tables[table]).last = rows.last;
        }
        data
    }

    /// The number of the next row of a table.
    pub(crate) fn next_row(&self, table: usize) -> RowId {
        self.tables[table].last + 1
    }

    /// The next value that counts up is above this one.
    pub(crate) fn count_at_least(&mut self, table: usize, counted: i64) {
        if self.tables[table].counted < counted {
            Arc::make_mut(&mut self.tables[table]).counted = counted;
        }
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

impl TableRows {
    fn new(table: &Table, rules: &TableRules) -> TableRows {
        TableRows { keys: KeyRows::all(table, rules), ..TableRows::default() }
    }

    /// Puts a row in the place of the one with its number, or takes that away.
    fn put(&mut self, id: RowId, row: Option<Row>) {
        self.last = self.last.max(id);
        let old = match &row {
            Some(row) => self.rows.insert(id, Arc::clone(row)),
            None => self.rows.remove(&id),
        };
        for key in &mut self.keys {
            key.follow(id, old.as_ref(), row.as_ref());
        }
    }
}

impl View for Data {
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        Box::new(self.tables[table].rows.iter().map(|(id, row)| (*id, &**row)))
    }

    fn seek<'s, 'v: 's>(&'v self, table: usize, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        let rows = &self.tables[table];
        let Some(key) = rows.keys.iter().find(|known| known.key == seek.key) else { return self.scan(table) };
        Box::new(key.seek(seek).filter_map(|(id, row)| Some((id, &**row.or_else(|| rows.rows.get(&id))?))))
    }

    fn one(&self, table: usize, key: Key, values: &[Value]) -> Option<Found<'_>> {
        let rows = &self.tables[table];
        let key = rows.keys.iter().find(|known| known.key == key)?;
        let (id, row) = key.with(values).next()?;
        Some((id, &**row.or_else(|| rows.rows.get(&id))?))
    }

    fn row(&self, table: usize, id: RowId) -> Option<&[Value]> {
        self.tables[table].rows.get(&id).map(|row| &**row)
    }

    fn len(&self, table: usize) -> usize {
        self.tables[table].rows.len()
    }
}

impl View for Changing {
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        self.data.scan(table)
    }

    fn seek<'s, 'v: 's>(&'v self, table: usize, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        self.data.seek(table, seek)
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

impl Changing {
    pub(crate) fn new(data: Data) -> Changing {
        Changing { data, touched: BTreeSet::new() }
    }

    fn put(&mut self, table: usize, id: RowId, row: Option<Vec<Value>>) {
        self.touched.insert((table, id));
        if let Some(row) = &row {
            self.note_counted(table, row);
        }
        self.data.put(table, id, row.map(Row::from));
    }

    /// A key that was given is not counted a second time.
    fn note_counted(&mut self, table: usize, row: &[Value]) {
        let columns = &self.data.frame.schema.tables[table].columns;
        let counter = columns.iter().position(|column| column.auto_increment);
        if let Some(Value::Integer(number)) = counter.map(|counter| &row[counter])
            && *number > self.data.tables[table].counted
        {
            self.rows(table).counted = *number;
        }
    }

    fn rows(&mut self, table: usize) -> &mut TableRows {
        Arc::make_mut(&mut self.data.tables[table])
    }
}

impl Change for Changing {
    fn count_up(&mut self, table: usize) -> Result<i64> {
        let next = self.data.tables[table].counted.checked_add(1);
        let next = next.ok_or_else(|| Error::new(ErrorKind::Query, "a key that counts up has come to its end"))?;
        self.rows(table).counted = next;
        Ok(next)
    }

    fn insert(&mut self, table: usize, row: Vec<Value>) -> Result<RowId> {
        self.data.check_unique(table, &row, None)?;
        let id = self.data.next_row(table);
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
