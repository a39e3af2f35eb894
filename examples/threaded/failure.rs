//! SQLite's errors → querent's: of which kind, what a program may want to know, and which constraint.

use querent::driver::{Condition, Constraint, ConstraintKind, Failure};
use querent::{Error, ErrorKind};
use rusqlite::ffi;

/// The error for what SQLite says of a text. What it says holds no values, so it may be shown.
pub(super) fn failure(error: rusqlite::Error, text: &str) -> Error {
    let code = error.sqlite_error().map_or(ffi::SQLITE_ERROR, |error| error.extended_code);
    let said = error.to_string();
    let failure = match (code, code & 0xFF) {
        (_, ffi::SQLITE_CONSTRAINT) => {
            let constraint = constraint(code, &said, text);
            Failure::new(ErrorKind::Constraint, format!("a constraint would not hold: {said}")).constraint(constraint)
        }
        (ffi::SQLITE_BUSY_SNAPSHOT, _) => {
            let text = "another connection has written since the transaction began to read: begin it again";
            Failure::new(ErrorKind::Query, text).condition(Condition::Conflict)
        }
        (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => {
            let text = "another connection holds a lock: try again later, or give it more time by `busy_timeout`";
            Failure::new(ErrorKind::Query, text).condition(Condition::Busy)
        }
        (_, ffi::SQLITE_READONLY) => of_file("the file cannot be written", Condition::ReadOnly),
        (_, ffi::SQLITE_FULL) => of_file("the disk is full: make room and try again", Condition::Full),
        (_, ffi::SQLITE_CANTOPEN | ffi::SQLITE_IOERR | ffi::SQLITE_NOTADB | ffi::SQLITE_CORRUPT) => {
            of_file(&format!("the file cannot be used: {said}"), Condition::None)
        }
        _ if ["no such table", "no such column", "has no column"].iter().any(|part| said.contains(part)) => {
            Failure::new(ErrorKind::Schema, format!("the file lacks something: {said}; `db.sync(&SCHEMA)` adds it"))
        }
        _ => Failure::new(ErrorKind::Query, format!("SQLite could not run the statement: {said}")),
    };
    failure.source(error).into()
}

fn of_file(text: &str, condition: Condition) -> Failure {
    Failure::new(ErrorKind::Connection, text).condition(condition)
}

/// SQLite says `UNIQUE constraint failed: users.email`, or a name in place of the columns. Of a foreign key it says nothing.
fn constraint(code: i32, said: &str, text: &str) -> Constraint {
    let about = said.split_once("constraint failed: ").map_or("", |(_, about)| about);
    let kind = match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            ConstraintKind::Unique
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => ConstraintKind::Check,
        // RESTRICT is kept by a trigger of SQLite's own.
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_TRIGGER if said.contains("FOREIGN KEY") => ConstraintKind::ForeignKey,
        _ => ConstraintKind::Other,
    };
    let mut constraint = Constraint { kind, name: None, table: None, columns: Vec::new() };
    match kind {
        ConstraintKind::Check => constraint.name = Some(about.to_owned()),
        ConstraintKind::Unique if about.starts_with("index '") => {
            constraint.name = Some(about["index '".len()..].trim_end_matches('\'').to_owned());
        }
        ConstraintKind::Unique | ConstraintKind::NotNull => {
            for (table, column) in about.split(", ").filter_map(|name| name.split_once('.')) {
                constraint.table = Some(table.to_owned());
                constraint.columns.push(column.to_owned());
            }
        }
        // A row that is inserted can only break a key of its own table.
        ConstraintKind::ForeignKey => constraint.table = inserted_into(text),
        ConstraintKind::Other => {}
    }
    constraint
}

/// The table of `INSERT INTO "users" …`.
fn inserted_into(text: &str) -> Option<String> {
    text.strip_prefix("INSERT INTO \"")?.split('"').next().map(str::to_owned)
}
