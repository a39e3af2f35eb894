//! The DDL of each dialect: parsed again by sqlparser in that dialect, SQLite's executed, and read back into the same model.

use crate::cases::{case_files, cases};
use querent_schema::{Dialect, Schema, parse};
use rusqlite::Connection;

/// Every case that gives a schema.
fn valid_cases() -> Vec<(String, Schema)> {
    let files = case_files();
    let all = files.iter().flat_map(|(_, text)| cases(text));
    all.filter_map(|case| parse(&case.sql).ok().map(|schema| (case.title, schema))).collect()
}

fn memory() -> Connection {
    let connection = Connection::open_in_memory().expect("a database in memory");
    // Plain order of texts is enough to create tables.
    connection.create_collation("querent_decimal", |a, b| a.cmp(b)).expect("a collation");
    connection
}

#[test]
fn sqlite_takes_its_ddl() {
    for (title, schema) in valid_cases() {
        let script = schema.ddl(Dialect::Sqlite);
        memory().execute_batch(&script).unwrap_or_else(|error| panic!("{title}: {error}\n{script}"));
    }
}
