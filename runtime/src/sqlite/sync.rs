//! A schema and the tables that there are → the statements that add what is missing, or why something cannot be added.

use super::Sqlite;
use super::call::{Patience, committed};
use super::connection::Connection;
use super::execute::{Ran, command};
use super::failure::failed;
use super::pool::{self, User};
use super::thread::on_thread;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::{Facts, Program, Statement, Weight};
use crate::sync::SyncReport;
use querent_schema::{Default, Dialect, Schema, Table, ddl};
use std::collections::HashSet;
use std::sync::Arc;

const SQLITE: Dialect = Dialect::Sqlite;

/// What stands for a sync in messages.
static SYNC: Statement = Statement::new(Facts {
    name: "sync",
    file: "",
    line: 0,
    programs: [&Program { steps: &[] }; Dialect::ALL.len()],
    columns: &[],
    key: &[],
    reads: &[],
    writes: &["the whole schema"],
    weight: Weight::Long,
    switches: &[],
    sorted_by_key: false,
    plan: "",
});

impl Sqlite {
    /// Adds what is missing, in one transaction.
    pub(crate) async fn sync(self: &Arc<Self>, schema: &Schema) -> Result<SyncReport> {
        let mut lease = pool::lease(self, User::Statement(&SYNC)).await?;
        lease.hold(User::Statement(&SYNC));
        let mut patience = Patience::new(self.options.busy_timeout);
        let schema = Arc::new(schema.clone());
        loop {
            let wanted = Arc::clone(&schema);
            let done;
            (lease, done) = on_thread(lease, move |connection| sync_once(connection, &wanted)).await?;
            if let Some(report) = done.map_err(|error| error.of(&SYNC))? {
                committed(&mut lease);
                return Ok(report);
            }
            patience.pause().await.map_err(|error| error.of(&SYNC))?;
        }
    }
}

/// Tries it once; `None` when another connection holds a lock.
fn sync_once(connection: &mut Connection, schema: &Schema) -> Result<Option<SyncReport>> {
    // What lacks nothing is not written to, so that a read-only database can be checked, too.
    if plan(&connection.inner, schema)?.report.is_empty() {
        return Ok(Some(SyncReport::default()));
    }
    if command(connection, "BEGIN IMMEDIATE")? == Ran::Busy {
        return Ok(None);
    }
    // Another process may have added something since.
    let Plan { report, statements, .. } = plan(&connection.inner, schema)?;
    for Addition { what, sql } in statements {
        connection.inner.execute_batch(&sql).map_err(|error| refused(&what, &error))?;
    }
    if command(connection, "COMMIT")? == Ran::Busy {
        command(connection, "ROLLBACK")?;
        return Ok(None);
    }
    Ok(Some(report))
}

/// What a database lacks.
#[derive(Default)]
struct Plan {
    report: SyncReport,
    statements: Vec<Addition>,
    /// What cannot be added, and why.
    problems: Vec<String>,
}

struct Addition {
    /// What it adds, for messages.
    what: String,
    sql: String,
}

/// What a database has, in lower case, for SQLite's names know no case.
struct Present {
    tables: HashSet<String>,
    views: HashSet<String>,
}

fn plan(connection: &rusqlite::Connection, schema: &Schema) -> Result<Plan> {
    let mut plan = Plan::default();
    plan_tables(&mut plan, connection, schema).map_err(|error| failed(&error))?;
    if plan.problems.is_empty() {
        return Ok(plan);
    }
    let text =
        format!("the database cannot be brought to the schema, and was not changed: {}", plan.problems.join("; "));
    Err(Error::new(ErrorKind::Sync, text))
}

fn plan_tables(plan: &mut Plan, connection: &rusqlite::Connection, schema: &Schema) -> rusqlite::Result<()> {
    let present = Present {
        tables: names(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'", None)?,
        views: names(connection, "SELECT name FROM sqlite_schema WHERE type = 'view'", None)?,
    };
    let is_view = |table: &Table| present.views.contains(&lower(&table.name));
    let is_present = |table: &Table| is_view(table) || present.tables.contains(&lower(&table.name));
    let (old, new): (Vec<usize>, Vec<usize>) =
        (0..schema.tables.len()).partition(|table| is_present(&schema.tables[*table]));
    let created = new.iter().map(|table| schema.tables[*table].name.to_string());
    plan.report.created_tables.extend(created);
    let what = format!("the tables {}", plan.report.created_tables.join(", "));
    let creations = ddl::create_tables(schema, &new, SQLITE).into_iter();
    plan.statements.extend(creations.map(|sql| Addition { what: what.clone(), sql }));
    for table in old.into_iter().filter(|table| schema.tables[*table].view.is_none()) {
        if is_view(&schema.tables[table]) {
            let name = &schema.tables[table].name;
            plan.problems.push(format!("`{name}` is a view in the database, and a table in the schema"));
            continue;
        }
        plan_columns(plan, connection, schema, table)?;
        plan_indexes(plan, connection, schema, table)?;
    }
    Ok(())
}

fn plan_columns(
    plan: &mut Plan,
    connection: &rusqlite::Connection,
    schema: &Schema,
    index: usize,
) -> rusqlite::Result<()> {
    let table = &schema.tables[index];
    let present = names(connection, "SELECT name FROM pragma_table_xinfo(?)", Some(&table.name))?;
    let missing = table.columns.iter().enumerate().filter(|(_, column)| !present.contains(&lower(&column.name)));
    let quoted = table.name.replace('"', "\"\"");
    let has_rows: bool =
        connection.query_row(&format!("SELECT EXISTS (SELECT 1 FROM \"{quoted}\")"), [], |row| row.get(0))?;
    for (position, column) in missing {
        let name = format!("{}.{}", table.name, column.name);
        match (obstacle(table, position, has_rows), ddl::add_column(schema, index, position, SQLITE)) {
            (None, Some(sql)) => {
                plan.statements.push(Addition { what: format!("the column `{name}`"), sql });
                plan.report.added_columns.push(name);
            }
            (Some(obstacle), _) => plan.problems.push(format!("`{name}` {obstacle}")),
            (None, None) => plan.problems.push(format!("`{name}` is of a kind that SQLite adds to no table")),
        }
    }
    Ok(())
}

/// Why a column cannot be added.
fn obstacle(table: &Table, position: usize, has_rows: bool) -> Option<&'static str> {
    let column = &table.columns[position];
    let is_constant = |default: &Default| !matches!(default, Default::Now | Default::Expression(_));
    let name = format!("\"{}\"", column.name.replace('"', "\"\""));
    if table.primary_key.contains(&position) {
        return Some("belongs to the primary key, which SQLite cannot change");
    }
    if table.foreign_keys.iter().any(|key| key.columns.len() > 1 && key.columns.contains(&position)) {
        return Some("belongs to a foreign key of several columns, which SQLite cannot add");
    }
    if table.checks.iter().any(|check| check.expression.contains(&name)) {
        return Some("stands in a CHECK of the table, which SQLite cannot add");
    }
    if !has_rows || column.generated.is_some() {
        return None;
    }
    match &column.default {
        None | Some(Default::Null) if !column.nullable => {
            Some("is NOT NULL without a default, and the table has rows: give it a DEFAULT, or let it be NULL")
        }
        Some(default) if !is_constant(default) => {
            Some("has a default that is computed, and the table has rows: give it a constant DEFAULT, or none")
        }
        _ => None,
    }
}

fn plan_indexes(
    plan: &mut Plan,
    connection: &rusqlite::Connection,
    schema: &Schema,
    index: usize,
) -> rusqlite::Result<()> {
    let table = &schema.tables[index];
    let present = names(connection, "SELECT name FROM pragma_index_list(?)", Some(&table.name))?;
    let uniques = unique_keys(connection, &table.name)?;
    for (position, unique) in table.uniques.iter().enumerate() {
        let columns = unique.columns.iter().map(|column| lower(&table.columns[*column].name)).collect();
        if !uniques.contains(&columns) {
            let name = ddl::unique_name(schema, index, position, SQLITE);
            plan.index(name, ddl::create_unique_index(schema, index, position, SQLITE));
        }
    }
    for position in 0..table.indexes.len() {
        let name = ddl::index_name(schema, index, position, SQLITE);
        if let (false, Some(sql)) =
            (present.contains(&lower(&name)), ddl::create_index(schema, index, position, SQLITE))
        {
            plan.index(name, sql);
        }
    }
    Ok(())
}

impl Plan {
    fn index(&mut self, name: String, sql: String) {
        self.statements.push(Addition { what: format!("the index `{name}`"), sql });
        self.report.created_indexes.push(name);
    }
}

/// The columns of each unique key that a table has.
fn unique_keys(connection: &rusqlite::Connection, table: &str) -> rusqlite::Result<Vec<HashSet<String>>> {
    // One over an expression, too, which has no name, is unique for more than its columns.
    let list = "SELECT name FROM pragma_index_list(?) AS list WHERE \"unique\" AND NOT partial
                AND NOT EXISTS (SELECT 1 FROM pragma_index_info(list.name) WHERE name IS NULL)";
    let indexes = names(connection, list, Some(table))?;
    indexes.iter().map(|index| names(connection, "SELECT name FROM pragma_index_info(?)", Some(index))).collect()
}

fn names(connection: &rusqlite::Connection, sql: &str, of: Option<&str>) -> rusqlite::Result<HashSet<String>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(of), |row| row.get::<_, String>(0))?;
    rows.map(|name| Ok(lower(&name?))).collect()
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// SQLite would not add something for a reason that was not foreseen; a lock or a full disk is no such reason.
fn refused(what: &str, error: &rusqlite::Error) -> Error {
    let said = failed(error);
    match said.kind() {
        ErrorKind::Connection => said,
        _ if said.is_busy() => said,
        ErrorKind::Constraint => {
            let text = format!("{what} cannot be added, for rows that are there do not meet it; nothing was changed");
            Error::new(ErrorKind::Sync, text).with_source(said)
        }
        _ => Error::new(ErrorKind::Sync, format!("{what} cannot be added, and nothing was changed: {error}"))
            .with_source(said),
    }
}
