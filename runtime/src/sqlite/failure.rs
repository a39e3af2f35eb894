//! SQLite's extended result codes and messages → errors of a kind, with the names of what was violated.

use crate::error::{Condition, Constraint, ConstraintKind, Error, ErrorKind};
use rusqlite::ffi;
use std::fmt;

/// What SQLite itself says; the source of an error.
#[derive(Debug)]
struct Said {
    code: i32,
    message: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQLite says: {} (code {})", self.message, self.code)
    }
}

impl std::error::Error for Said {}

/// Whether another connection holds a lock.
pub(super) fn is_busy(code: i32) -> bool {
    // What a transaction has read is old for ever: waiting does not help it.
    matches!(code & 0xFF, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) && code != ffi::SQLITE_BUSY_SNAPSHOT
}

/// The extended result code of an error of rusqlite's.
pub(super) fn code_of(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(ffi::SQLITE_ERROR, |error| error.extended_code)
}

/// An error of rusqlite's.
pub(super) fn failed(error: &rusqlite::Error) -> Error {
    failure(code_of(error), error.to_string())
}

/// The error for an extended result code and the message that goes with it.
pub(super) fn failure(code: i32, message: String) -> Error {
    let error = match code & 0xFF {
        ffi::SQLITE_CONSTRAINT => constraint_violation(code, &message),
        _ if code == ffi::SQLITE_BUSY_SNAPSHOT => {
            let text = "another connection has written since the transaction began to read: begin it again";
            Error::new(ErrorKind::Query, text).with_condition(Condition::Conflict)
        }
        primary => described(primary, &message),
    };
    error.with_source(Said { code, message })
}

fn described(primary: i32, message: &str) -> Error {
    let connection = |text: &str| Error::new(ErrorKind::Connection, text);
    match primary {
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
            let text = "the database is locked by another connection: try again later, or give the lock more time by `busy_timeout`";
            Error::new(ErrorKind::Query, text).with_condition(Condition::Busy)
        }
        ffi::SQLITE_FULL => connection(
            "the disk is full, or the database has reached the size that it may have: make room and try again",
        )
        .with_condition(Condition::Full),
        ffi::SQLITE_READONLY => connection(
            "the database is read-only: it was opened so, or this process may not write the file or its folder",
        )
        .with_condition(Condition::ReadOnly),
        ffi::SQLITE_NOTADB => connection("the file is no SQLite database"),
        ffi::SQLITE_CORRUPT => connection("the database file is damaged: restore it from a backup"),
        ffi::SQLITE_CANTOPEN => connection("the database file cannot be opened"),
        ffi::SQLITE_IOERR => connection("reading or writing the database file failed"),
        ffi::SQLITE_PERM | ffi::SQLITE_AUTH => connection("this process may not access the database file"),
        ffi::SQLITE_INTERRUPT => Error::new(ErrorKind::Query, "the statement was broken off"),
        ffi::SQLITE_TOOBIG => Error::new(ErrorKind::Bind, "a text, a value or a row is larger than SQLite takes"),
        ffi::SQLITE_ERROR | ffi::SQLITE_SCHEMA if is_about_the_schema(message) => Error::new(
            ErrorKind::Schema,
            format!(
                "the database does not have the tables of schema.sql: {message}; `db.sync(&SCHEMA)` adds what is missing"
            ),
        ),
        _ => Error::new(ErrorKind::Query, format!("SQLite could not run the statement: {message}")),
    }
}

fn is_about_the_schema(message: &str) -> bool {
    ["no such table", "no such column", "has no column named"].iter().any(|part| message.contains(part))
}

fn constraint_violation(code: i32, message: &str) -> Error {
    // What SQLite says is `UNIQUE constraint failed: users.email`, or a name in place of the columns.
    let about = message.split_once("constraint failed: ").map_or("", |(_, about)| about);
    let mut constraint = Constraint { kind: kind(code, message), name: None, table: None, columns: Vec::new() };
    match constraint.kind {
        ConstraintKind::Unique if about.starts_with("index '") => {
            constraint.name = Some(about["index '".len()..].trim_end_matches('\'').to_owned());
        }
        ConstraintKind::Unique | ConstraintKind::NotNull => {
            for (table, column) in about.split(", ").filter_map(|name| name.split_once('.')) {
                constraint.table = Some(table.to_owned());
                constraint.columns.push(column.to_owned());
            }
        }
        ConstraintKind::Check if !about.is_empty() => constraint.name = Some(about.to_owned()),
        _ => {}
    }
    violation(constraint, message)
}

/// A constraint that would not hold; `message` is what SQLite says.
pub(super) fn violation(constraint: Constraint, message: &str) -> Error {
    Error::new(ErrorKind::Constraint, explain(&constraint, message)).with_constraint(constraint)
}

fn kind(code: i32, message: &str) -> ConstraintKind {
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            ConstraintKind::Unique
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
        // RESTRICT is kept by a trigger of SQLite's own.
        ffi::SQLITE_CONSTRAINT_TRIGGER if message.contains("FOREIGN KEY constraint failed") => {
            ConstraintKind::ForeignKey
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => ConstraintKind::Check,
        _ => ConstraintKind::Other,
    }
}

fn explain(constraint: &Constraint, message: &str) -> String {
    let columns = constraint.columns.join(", ");
    let table = constraint.table.as_deref().unwrap_or("the table");
    match constraint.kind {
        ConstraintKind::Unique => match &constraint.name {
            Some(name) => format!("unique index `{name}`: another row has the same value"),
            None => format!("`{table}` has another row with the same {columns}, which is unique"),
        },
        ConstraintKind::NotNull => format!("`{table}.{columns}` is NOT NULL and was given NULL"),
        ConstraintKind::Check => {
            format!("a row does not meet the CHECK `{}`", constraint.name.as_deref().unwrap_or_default())
        }
        ConstraintKind::ForeignKey => {
            let key = match (&constraint.table, columns.as_str()) {
                (None, _) => "a foreign key".to_owned(),
                (Some(table), "") => format!("a foreign key of `{table}`"),
                (Some(table), columns) => format!("the foreign key `{table} ({columns})`"),
            };
            format!(
                "{key} would not hold: a row would reference one that does not exist, or one would go that is still referenced"
            )
        }
        ConstraintKind::Other => format!("a constraint does not hold: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_out_of_messages() {
        let unique = failure(ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: t.a, t.b".to_owned());
        assert!(unique.is_unique_violation() && unique.is_constraint_violation());
        assert_eq!((unique.table(), unique.columns()), (Some("t"), ["a".to_owned(), "b".to_owned()].as_slice()));
        let index = failure(ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: index 't_lower'".to_owned());
        assert_eq!((index.constraint(), index.table()), (Some("t_lower"), None));
        let check = failure(ffi::SQLITE_CONSTRAINT_CHECK, "CHECK constraint failed: positive".to_owned());
        assert!(check.is_check_violation());
        assert_eq!(check.constraint(), Some("positive"));
        let null = failure(ffi::SQLITE_CONSTRAINT_NOTNULL, "NOT NULL constraint failed: t.c".to_owned());
        assert!(null.is_not_null_violation());
        assert_eq!(null.columns(), ["c".to_owned()]);
    }
}
