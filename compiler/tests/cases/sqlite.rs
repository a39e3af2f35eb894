//! A text of SQL → what SQLite says about it, in a database that has the schema.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use std::cmp::Ordering;

/// An empty database in memory with these tables, and the functions that querent gives to each connection.
pub(crate) fn database(ddl: &str) -> Result<Connection, String> {
    open(ddl).map_err(|error| format!("SQLite refuses the schema's own DDL: {error}"))
}

fn open(ddl: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    // Only whether a text is right is asked for, so the functions compute nothing.
    const FUNCTIONS: [(&str, i32); 11] = [
        ("querent_in_range", 1),
        ("querent_round", 1),
        ("querent_lower", 1),
        ("querent_upper", 1),
        ("querent_decimal_add", 2),
        ("querent_decimal_subtract", 2),
        ("querent_decimal_multiply", 2),
        ("querent_decimal_negate", 1),
        ("querent_decimal_abs", 1),
        ("querent_decimal_round", 2),
        ("querent_decimal_fit", 2),
    ];
    for (name, arguments) in FUNCTIONS {
        connection.create_scalar_function(name, arguments, FunctionFlags::SQLITE_DETERMINISTIC, |context| {
            context.get::<rusqlite::types::Value>(0)
        })?;
    }
    connection.create_collation("querent_decimal", |left: &str, right: &str| -> Ordering { left.cmp(right) })?;
    connection.execute_batch(ddl)?;
    Ok(connection)
}

/// Checks that a text can be prepared, that it has this many placeholders, and where it gives rows, this many columns.
pub(crate) fn check(
    database: &Connection,
    sql: &str,
    placeholders: usize,
    columns: Option<usize>,
) -> Result<(), String> {
    let statement = database.prepare(sql).map_err(|error| error.to_string())?;
    if statement.parameter_count() != placeholders {
        return Err(format!("SQLite counts {} placeholders for {placeholders} values", statement.parameter_count()));
    }
    match columns {
        Some(columns) if columns != statement.column_count() => {
            Err(format!("SQLite gives {} columns where the query has {columns}", statement.column_count()))
        }
        _ => Ok(()),
    }
}
