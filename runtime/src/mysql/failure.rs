//! What MySQL, MariaDB and the way to them answer → errors of a kind, with the names of what was violated and without values.

use super::names;
pub(super) use super::names::first_name;
use crate::error::{Condition, Constraint, ConstraintKind, Error, ErrorKind};
use std::fmt;

/// What the server itself says; the source of an error.
#[derive(Debug)]
struct Said {
    code: u16,
    state: String,
    message: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server says: {} (error {}, {})", self.message, self.code, self.state)
    }
}

impl std::error::Error for Said {}

/// Whether what the server has said leaves the connection as it was.
pub(super) fn leaves_the_connection(error: &mysql_async::Error) -> bool {
    match error {
        // It goes, it was told to stop, or it is no part of its cluster any more.
        mysql_async::Error::Server(said) if lost_a_conflict(said.code, &said.message) => true,
        mysql_async::Error::Server(said) => {
            !matches!(said.code, 1047 | 1053 | 1077..=1079 | 1152..=1161 | 1180 | 1184 | 1927 | 4031)
        }
        _ => false,
    }
}

/// Whether the transaction came into conflict with another one: of this node, or at the COMMIT of another node of a group.
fn lost_a_conflict(code: u16, message: &str) -> bool {
    matches!(code, 1213 | 1020 | 3101) || code == 1180 && message.contains("error 149")
}

/// The error for what the library gives.
pub(super) fn failure(error: mysql_async::Error) -> Error {
    match error {
        mysql_async::Error::Server(said) => server_error(said.code, said.state, said.message),
        mysql_async::Error::Driver(mysql_async::DriverError::PacketTooLarge) => {
            Error::new(ErrorKind::Bind, TOO_LARGE).with_source(error)
        }
        other => {
            let text =
                "the connection to the server was lost; it is not known whether a write that was under way was made";
            Error::new(ErrorKind::Connection, text).with_condition(Condition::Lost).with_source(other)
        }
    }
}

pub(super) const TOO_LARGE: &str = "a value is larger than the server takes: its variable `max_allowed_packet` is the limit for a statement with its values";

/// The same error about a unique key, with all its names.
pub(super) fn with_key(error: Error, table: String, name: String, columns: Vec<String>) -> Error {
    let Some(constraint) = error.violated() else { return error };
    let constraint = Constraint { kind: constraint.kind, name: Some(name), table: Some(table), columns };
    error.with_text(explain(&constraint)).with_constraint(constraint)
}

fn server_error(code: u16, state: String, message: String) -> Error {
    let error = match names::constraint(code, &message) {
        Some(constraint) => Error::new(ErrorKind::Constraint, explain(&constraint)).with_constraint(constraint),
        None => described(code, &message),
    };
    error.with_source(Said { code, state, message })
}

/// The text of an error about a constraint.
pub(super) fn explain(constraint: &Constraint) -> String {
    let columns = constraint.columns.join(", ");
    let table = constraint.table.as_deref().unwrap_or("the table");
    let name = constraint.name.as_deref().unwrap_or_default();
    match constraint.kind {
        ConstraintKind::Unique if columns.is_empty() => format!("unique key `{name}`: another row has the same value"),
        ConstraintKind::Unique => format!("`{table}` has another row with the same {columns}, which is unique"),
        ConstraintKind::NotNull => format!("`{table}.{columns}` is NOT NULL and was given NULL"),
        ConstraintKind::Check => format!("a row does not meet the CHECK `{name}`"),
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
        ConstraintKind::Other => "a constraint does not hold".to_owned(),
    }
}

fn described(code: u16, message: &str) -> Error {
    let connection = |text: String| Error::new(ErrorKind::Connection, text);
    let query = |text: &str| Error::new(ErrorKind::Query, text);
    match code {
        1243 | 1615 => query("the server has forgotten a prepared statement").with_condition(Condition::Stale),
        1205 | 3572 => {
            query("a lock was not given up in time: try again later, or give the lock more time by `busy_timeout`")
                .with_condition(Condition::Busy)
        }
        _ if lost_a_conflict(code, message) => {
            query("the transaction came into conflict with another one and was undone: run it again")
                .with_condition(Condition::Conflict)
        }
        1317 | 1969 | 3024 => {
            query("the statement took longer than its time and was broken off").with_condition(Condition::Timeout)
        }
        1045 | 1251 | 1698 => connection(format!("the server does not let this user in: {}", line(message)))
            .with_condition(Condition::Auth),
        1044 | 1142 | 1143 | 1227 => {
            connection(format!("the server does not let this user do this: {}", line(message)))
                .with_condition(Condition::Auth)
        }
        1049 => connection(format!("{}: make it by CREATE DATABASE, or name another one in the URL", line(message)))
            .with_condition(Condition::UnknownDatabase),
        1040 | 1203 | 1226 => {
            let text = "the server takes no more connections: lower `pool_size`, or raise its `max_connections`";
            connection(text.to_owned()).with_condition(Condition::TooManyConnections)
        }
        1021 | 1114 => {
            connection("the disk, or the space that a table may have, is full: make room and try again".to_owned())
                .with_condition(Condition::Full)
        }
        1290 | 1792 | 1836 => connection("the server is read-only: it is a replica, or was told to be".to_owned())
            .with_condition(Condition::ReadOnly),
        1047 | 1053 | 1077..=1079 | 1152 | 1154..=1161 | 1180 | 1184 | 1927 | 4031 => {
            connection("the server has closed the connection, or is no part of its cluster any more".to_owned())
                .with_condition(Condition::Lost)
        }
        1153 => Error::new(ErrorKind::Bind, TOO_LARGE),
        1054 | 1109 | 1146 | 1305 => Error::new(
            ErrorKind::Schema,
            format!(
                "the database does not have the tables of schema.sql: {message}; `db.sync(&SCHEMA)` adds what is missing"
            ),
        ),
        1264 | 1406 | 1690 => query(&format!("a value is beyond what its column or type holds: {}", line(message))),
        _ => query(&format!("the server could not run the statement: {}", line(message))),
    }
}

/// A message without its first line's end; what it quotes are names, for values are bound.
fn line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: u16, message: &str) -> Error {
        server_error(code, "HY000".to_owned(), message.to_owned())
    }

    #[test]
    fn errors_have_their_kinds() {
        assert!(error(1205, "Lock wait timeout exceeded").is_busy());
        assert!(error(1180, "Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT").is_conflict());
        assert!(error(1180, "wsrep: Not connected to Primary Component").is_connection_lost());
        assert!(error(1040, "Too many connections").is_too_many_connections());
        assert!(error(4031, "The client was disconnected").is_connection_lost());
        assert!(error(1290, "--read-only").is_read_only());
        assert!(error(1114, "The table 't' is full").is_disk_full());
        assert_eq!(error(1146, "Table 'a.b' doesn't exist").kind(), ErrorKind::Schema);
        assert_eq!(error(1045, "Access denied for user 'a'@'b'").kind(), ErrorKind::Connection);
        assert_eq!(error(1153, "Got a packet bigger than").kind(), ErrorKind::Bind);
        assert_eq!(error(1064, "You have an error").kind(), ErrorKind::Query);
    }

    #[test]
    fn the_value_that_is_taken_is_not_repeated() {
        let error = error(1062, "Duplicate entry 'secret' for key 'users.email'");
        assert!(error.is_unique_violation());
        assert_eq!((error.constraint(), error.table()), (Some("email"), Some("users")));
        assert!(!error.to_string().contains("secret"));
    }
}
