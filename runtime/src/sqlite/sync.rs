//! A schema and the tables that SQLite has → what it lacks is added, in one transaction.

use super::Sqlite;
use super::call::committed;
use super::connection::Connection;
use super::execute::{Ran, command, locked};
use super::failure::failed;
use super::pool::{self, User};
use super::thread::on_thread_unless_locked;
use crate::error::Result;
use crate::sync::{Addition, Left, Plan, Present, Relation, SYNC, SyncReport, plan, refused};
use querent_schema::{Dialect, Schema, Table};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

const SQLITE: Dialect = Dialect::Sqlite;

impl Sqlite {
    /// Adds what is missing, in one transaction.
    pub(crate) async fn sync(self: &Arc<Self>, schema: &Schema) -> Result<SyncReport> {
        let mut lease = pool::lease(self, User::Statement(&SYNC)).await?;
        lease.hold(User::Statement(&SYNC));
        let schema = schema.clone();
        let (mut lease, done) =
            on_thread_unless_locked(lease, move |connection| sync_once(connection, &schema)).await?;
        let report = done.map_err(|error| error.of(&SYNC))?;
        committed(&mut lease);
        Ok(report)
    }
}

/// Tries it once.
fn sync_once(connection: &mut Connection, schema: &Schema) -> Result<SyncReport> {
    // What lacks nothing is not written to, so that a read-only database can be checked, too.
    if look(&connection.inner, schema)?.report.is_empty() {
        return Ok(SyncReport::default());
    }
    unless_busy(command(connection, "BEGIN IMMEDIATE")?)?;
    let added = add(connection, schema);
    if added.is_err() && !connection.inner.is_autocommit() {
        command(connection, "ROLLBACK")?;
    }
    added
}

/// Adds what the database lacks now; another process may have added something since.
fn add(connection: &mut Connection, schema: &Schema) -> Result<SyncReport> {
    let Plan { report, statements, .. } = look(&connection.inner, schema)?;
    for Addition { what, sql } in statements {
        connection.inner.execute_batch(&sql).map_err(|error| refused(&what, failed(&error), Left::Nothing))?;
    }
    unless_busy(command(connection, "COMMIT")?)?;
    Ok(report)
}

fn unless_busy(ran: Ran) -> Result<()> {
    if ran == Ran::Busy { Err(locked()) } else { Ok(()) }
}

/// What the database lacks.
fn look(connection: &rusqlite::Connection, schema: &Schema) -> Result<Plan> {
    plan(schema, SQLITE, &present(connection, schema).map_err(|error| failed(&error))?)
}

/// What the database has of the schema's tables.
fn present(connection: &rusqlite::Connection, schema: &Schema) -> rusqlite::Result<Present> {
    let mut present = Present { folds_case: true, ..Present::default() };
    present.views = names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'", None)?;
    let tables: HashSet<String> = names(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'", None)?;
    for table in schema.tables.iter().filter(|table| tables.contains(&lower(&table.name))) {
        present.tables.insert(lower(&table.name), relation(connection, &table.name)?);
    }
    let lacking: Vec<&Table> = schema.tables.iter().filter(|table| present.lacks_columns(table)).collect();
    for table in lacking.into_iter().map(|table| &table.name) {
        let quoted = table.replace('"', "\"\"");
        let exists = format!("SELECT EXISTS (SELECT 1 FROM \"{quoted}\")");
        let has_rows = connection.query_row(&exists, [], |row| row.get(0))?;
        present.tables.entry(lower(table)).and_modify(|table| table.has_rows = has_rows);
    }
    Ok(present)
}

fn relation(connection: &rusqlite::Connection, table: &str) -> rusqlite::Result<Relation> {
    Ok(Relation {
        columns: names(connection, "SELECT name FROM pragma_table_xinfo(?)", Some(table))?,
        indexes: names(connection, "SELECT name FROM pragma_index_list(?)", Some(table))?,
        uniques: unique_keys(connection, table)?,
        has_rows: false,
    })
}

/// The columns of each unique key that a table has.
fn unique_keys(connection: &rusqlite::Connection, table: &str) -> rusqlite::Result<Vec<BTreeSet<String>>> {
    // One over an expression, too, which has no name, is unique for more than its columns.
    let list = "SELECT name FROM pragma_index_list(?) AS list WHERE \"unique\" AND NOT partial
                AND NOT EXISTS (SELECT 1 FROM pragma_index_info(list.name) WHERE name IS NULL)";
    let indexes = names::<HashSet<String>>(connection, list, Some(table))?;
    indexes.iter().map(|index| names(connection, "SELECT name FROM pragma_index_info(?)", Some(index))).collect()
}

fn names<C: FromIterator<String>>(
    connection: &rusqlite::Connection,
    sql: &str,
    of: Option<&str>,
) -> rusqlite::Result<C> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(of), |row| row.get::<_, String>(0))?;
    rows.map(|name| Ok(lower(&name?))).collect()
}

/// SQLite's names know no case.
fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}
