//! What tokio-postgres and the server say → errors of a kind, with the names of what was violated.

use crate::error::{Condition, Constraint, ConstraintKind, Error, ErrorKind};
use tokio_postgres::error::{DbError, SqlState};

/// An error of a statement. `said` is what the server said when it ended the connection.
pub(super) fn failure(error: tokio_postgres::Error, said: Option<tokio_postgres::Error>, place: &str) -> Error {
    // Whoever waits for an answer learns only that none comes; why, the connection knows.
    let error = if error.is_closed() { said.unwrap_or(error) } else { error };
    if let Some(db) = error.as_db_error() {
        return described(db, place).with_source(db.clone());
    }
    if let Some(why) = bound_wrongly(&error) {
        return Error::new(ErrorKind::Bind, why).with_source(error);
    }
    let text = format!("the connection to {place} was lost: {}", root(&error));
    Error::new(ErrorKind::Connection, text).with_condition(Condition::Lost).with_source(error)
}

/// What has gone wrong at the bottom of it.
pub(super) fn root(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), root)
}

/// A value that was not sent, and why.
fn bound_wrongly(error: &tokio_postgres::Error) -> Option<String> {
    let parameter =
        error.to_string().strip_prefix("error serializing parameter ")?.split(':').next()?.parse::<usize>().ok()?;
    Some(format!("the value of parameter {} cannot be sent: {}", parameter + 1, root(error)))
}

fn described(db: &DbError, place: &str) -> Error {
    let (code, message) = (db.code(), db.message());
    let connection = |text: String, condition| Error::new(ErrorKind::Connection, text).with_condition(condition);
    let query = |text: String, condition| Error::new(ErrorKind::Query, text).with_condition(condition);
    match code.code() {
        "23505" | "23503" | "23001" | "23502" | "23514" | "23P01" => violation(db),
        "40001" | "40P01" => query(
            format!(
                "other transactions were in the way of this one, which was undone: run it again as a whole ({message})"
            ),
            Condition::Conflict,
        ),
        "40003" => query(format!("the server does not know whether it was carried out: {message}"), Condition::None)
            .with_unknown_outcome(),
        "55P03" => query(
            "another transaction holds a lock on what this one needs: try again later".to_owned(),
            Condition::Busy,
        ),
        "57014" if message.contains("timeout") => {
            query(format!("it took longer than the server lets a statement take: {message}"), Condition::Timeout)
        }
        "57014" => query("the statement was broken off".to_owned(), Condition::None),
        "25P03" | "57P05" => {
            connection(format!("{place} has closed a connection that stood still: {message}"), Condition::Lost)
        }
        "57P01" | "57P02" | "57P03" => {
            connection(format!("{place} is shutting down or starting up: {message}"), Condition::Lost)
        }
        "53300" => connection(
            format!(
                "{place} has as many connections as it takes: lower `pool_size`, or raise the server's max_connections ({message})"
            ),
            Condition::TooManyConnections,
        ),
        "53100" => connection(format!("{place} has no space left: {message}"), Condition::Full),
        "3D000" => connection(format!("{place} has no such database: {message}"), Condition::UnknownDatabase),
        "25006" => connection(
            format!("{place} takes no writes: it is a standby, or was opened to be read only ({message})"),
            Condition::ReadOnly,
        ),
        "25P02" => query(
            "a statement of the transaction has failed before, and the server takes no other: put what may fail into a savepoint".to_owned(),
            Condition::None,
        ),
        "22001" | "22003" => {
            query(format!("a value is beyond what its column or type holds: {message}"), Condition::None)
        }
        "26000" | "42P05" => query(format!("a prepared statement is not as it was left: {message}"), Condition::Stale),
        "0A000" if message.contains("cached plan") => query(message.to_owned(), Condition::Stale),
        "42P01" | "42703" | "3F000" => Error::new(
            ErrorKind::Schema,
            format!(
                "the database does not have the tables of schema.sql: {message}; `db.sync(&SCHEMA)` adds what is missing"
            ),
        ),
        code if code.starts_with("28") => connection(
            format!("{place} does not let us in: {message}; are user and password in the URL right?"),
            Condition::Auth,
        ),
        code if code.starts_with("08") => {
            connection(format!("the connection to {place} was lost: {message}"), Condition::Lost)
        }
        _ => Error::new(ErrorKind::Query, format!("the server could not run the statement: {message}")),
    }
}

fn violation(db: &DbError) -> Error {
    let kind = match *db.code() {
        SqlState::UNIQUE_VIOLATION => ConstraintKind::Unique,
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::RESTRICT_VIOLATION => ConstraintKind::ForeignKey,
        SqlState::NOT_NULL_VIOLATION => ConstraintKind::NotNull,
        SqlState::CHECK_VIOLATION => ConstraintKind::Check,
        _ => ConstraintKind::Other,
    };
    let columns = match (kind, db.column()) {
        (_, Some(column)) => vec![column.to_owned()],
        (ConstraintKind::Unique, None) => named(db.detail()),
        // Of a row that is still referenced it names the columns that are referenced, not those of the key.
        (ConstraintKind::ForeignKey, None) if db.detail().is_some_and(|detail| detail.contains("is not present")) => {
            named(db.detail())
        }
        _ => Vec::new(),
    };
    let constraint =
        Constraint { kind, name: db.constraint().map(str::to_owned), table: db.table().map(str::to_owned), columns };
    Error::new(ErrorKind::Constraint, explain(&constraint, db)).with_constraint(constraint)
}

/// The columns of `Key (a, b)=(1, 2) already exists.`; none when they are expressions.
fn named(detail: Option<&str>) -> Vec<String> {
    let names = detail.and_then(|detail| detail.strip_prefix("Key (")).and_then(|rest| rest.split_once(")=("));
    let Some((names, _)) = names.filter(|(names, _)| !names.contains('(')) else { return Vec::new() };
    let unquoted = |name: &str| {
        name.strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .map_or_else(|| name.to_owned(), |name| name.replace("\"\"", "\""))
    };
    names.split(", ").map(unquoted).collect()
}

fn explain(constraint: &Constraint, db: &DbError) -> String {
    let columns = constraint.columns.join(", ");
    let table = constraint.table.as_deref().unwrap_or("the table");
    let name = constraint.name.as_deref().unwrap_or_default();
    match constraint.kind {
        ConstraintKind::Unique if columns.is_empty() => {
            format!("unique index `{name}`: another row has the same value")
        }
        ConstraintKind::Unique => format!("`{table}` has another row with the same {columns}, which is unique"),
        ConstraintKind::NotNull => format!("`{table}.{columns}` is NOT NULL and was given NULL"),
        ConstraintKind::Check => format!("a row does not meet the CHECK `{name}`"),
        ConstraintKind::ForeignKey => {
            let key =
                if columns.is_empty() { format!("`{name}` of `{table}`") } else { format!("`{table} ({columns})`") };
            format!(
                "the foreign key {key} would not hold: a row would reference one that does not exist, or one would go that is still \
                 referenced"
            )
        }
        ConstraintKind::Other => format!("a constraint does not hold: {}", db.message()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_out_of_the_detail() {
        assert_eq!(named(Some("Key (a, \"B c\")=(1, 2) already exists.")), ["a", "B c"]);
        assert_eq!(named(Some("Key (lower(name))=(x) already exists.")), Vec::<String>::new());
        assert_eq!(named(None), Vec::<String>::new());
    }
}
