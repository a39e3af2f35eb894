//! Rows in memory, by number and by key; a copy of them is taken in no time and stays as it is.

mod changing;
mod key;
mod prove;
mod table;

use super::access::Key;
use super::evaluate::Context;
use super::execute::{Found, RowId, Seek, View};
use super::frame::Frame;
use super::pages::{Pages, Row};
use super::row::Form;
use super::rules::{NAMES, whole_key};
use super::value::Value;
use super::violation;
use crate::error::{Error, ErrorKind, Result};
pub(crate) use changing::Changing;
use key::KeyRows;
pub(crate) use prove::Offenders;
use querent_schema::{Schema, Table, ddl};
use std::sync::Arc;
pub(crate) use table::TableRows;

/// All rows of a store at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) frame: Arc<Frame>,
    pub(super) tables: Vec<Arc<TableRows>>,
}

impl Data {
    pub(crate) fn new(schema: Arc<Schema>) -> Data {
        let frame = Arc::new(Frame::new(schema));
        let tables = frame.schema.tables.iter().zip(&frame.rules.tables);
        let tables = tables.map(|(table, rules)| Arc::new(TableRows::new(table, rules))).collect();
        Data { frame, tables }
    }

    /// The rows of all tables, which are gone here.
    pub(crate) fn take(&mut self) -> Data {
        Data { frame: Arc::clone(&self.frame), tables: std::mem::take(&mut self.tables) }
    }

    /// The same rows for a schema that has more: what was added takes its default, and must hold of all rows.
    ///
    /// # Errors
    /// Of kind `Sync` when a row does not meet what was added.
    pub(crate) fn extended(&self, schema: Arc<Schema>, now: i64) -> Result<Changing> {
        let mut changing = Changing::new(Data::new(schema));
        changing.before = Arc::clone(&self.frame);
        let frame = Arc::clone(&changing.data.frame);
        let context = Context { row: &[], params: &[], now };
        for (table, rows) in self.tables.iter().enumerate() {
            let form = Form { table: &frame.schema.tables[table], rules: &frame.rules.tables[table] };
            let extended = Arc::make_mut(&mut changing.data.tables[table]);
            (extended.last, extended.counted) = (rows.last, rows.counted);
            for (id, old) in rows.scan() {
                let mut row = old.to_vec();
                let has_more = row.len() < form.table.columns.len();
                for column in row.len()..form.table.columns.len() {
                    row.push(form.left_out(column, context)?);
                }
                if has_more {
                    form.complete(&mut row, context).map_err(|error| unmet(form.table, error))?;
                }
                changing.data.check_unique(table, &row, None).map_err(|error| unmet(form.table, error))?;
                changing.data.put(table, id, Some(row));
                if has_more {
                    changing.note(table, id, Some(old.to_vec()));
                }
            }
        }
        changing.keep();
        Ok(changing)
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

    /// Refuses the number of a row that another one has, where it is the primary key.
    fn check_number(&self, table: usize, number: RowId, own: Option<RowId>) -> Result<()> {
        let is_taken = own != Some(number) && self.tables[table].rows.get(number).is_some();
        if is_taken { Err(self.same_number(table)) } else { Ok(()) }
    }

    /// Two rows have the same primary key.
    #[cold]
    fn same_number(&self, table: usize) -> Error {
        let definition = &self.frame.schema.tables[table];
        violation::unique(definition, None, &definition.primary_key)
    }

    /// The number that a new row gets.
    fn number_of_new(&self, table: usize, row: &[Value]) -> Result<RowId> {
        match self.tables[table].number_of(row) {
            Some(number) => self.check_number(table, number, None).map(|()| number),
            None => self.next_row(table),
        }
    }

    /// A row by its primary key.
    pub(crate) fn primary(&self, table: usize, values: &[Value]) -> Option<RowId> {
        self.tables[table].one(Key::Primary, values).filter(|id| self.row(table, *id).is_some())
    }

    /// Puts a row in the place of the one with its number, or takes that away, and asks nothing.
    pub(crate) fn put(&mut self, table: usize, id: RowId, row: Option<Row>) -> Option<Row> {
        Arc::make_mut(&mut self.tables[table]).put(id, row)
    }

    /// Puts in a row that was read, in the place of the one with the same key or number. `None` where it has no key.
    pub(crate) fn put_read(&mut self, table: usize, number: Option<RowId>, row: Row) -> Option<()> {
        let rows = &self.tables[table];
        let key = &self.frame.schema.tables[table].primary_key;
        let known = match (key.is_empty(), self.frame.rules.tables[table].numbered_by) {
            (false, Some(_)) => Some(rows.number_of(&row)?),
            (false, None) => {
                let values: Vec<Value> = key.iter().map(|column| row[*column].clone()).collect();
                self.primary(table, &values)
            }
            (true, _) => number,
        };
        let id = known.or_else(|| rows.last.checked_add(1))?;
        self.put(table, id, Some(row));
        Some(())
    }

    /// Puts rows in the place of all that a table has, and asks nothing.
    pub(crate) fn fill(&mut self, table: usize, rows: Pages, counted: i64) {
        let rules = &self.frame.rules.tables[table];
        let mut filled = TableRows::new(&self.frame.schema.tables[table], rules);
        let highest = rows.iter().filter_map(|(_, row)| whole_key(&row[rules.counter?]));
        filled.counted = highest.max().unwrap_or(0).max(counted);
        filled.fill(rows);
        self.tables[table] = Arc::new(filled);
    }

    /// The same rows for a schema that has more tables, columns or keys. What was added is NULL.
    pub(crate) fn widened(&self, schema: Arc<Schema>) -> Data {
        let mut data = Data::new(schema);
        for (table, rows) in self.tables.iter().enumerate() {
            let width = data.frame.schema.tables[table].columns.len();
            data.fill(table, rows.rows.widened(width), rows.counted);
            Arc::make_mut(&mut data.tables[table]).last = rows.last;
        }
        data
    }

    /// The number of the next row of a table.
    fn next_row(&self, table: usize) -> Result<RowId> {
        let next = self.tables[table].last.checked_add(1);
        next.ok_or_else(|| Error::new(ErrorKind::Query, "the numbers of the rows of a table have come to their end"))
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

impl View for Data {
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        Box::new(self.tables[table].scan())
    }

    fn seek<'s, 'v: 's>(&'v self, table: usize, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        self.tables[table].seek(seek)
    }

    fn count(&self, table: usize, seek: Seek<'_>) -> usize {
        let rows = &self.tables[table];
        match rows.key(seek.key) {
            Some(key) => key.seek(seek).count(),
            None => rows.seek(seek).count(),
        }
    }

    fn one(&self, table: usize, key: Key, values: &[Value]) -> Option<Found<'_>> {
        let rows = &self.tables[table];
        let id = rows.one(key, values)?;
        Some((id, rows.rows.get(id)?))
    }

    fn row(&self, table: usize, id: RowId) -> Option<&[Value]> {
        self.tables[table].rows.get(id)
    }

    fn len(&self, table: usize) -> usize {
        self.tables[table].rows.len()
    }
}
