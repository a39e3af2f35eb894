//! A violated foreign key, which SQLite does not name → the one that it must be, found out from the tables.

use crate::error::{Constraint, ConstraintKind};
use crate::statement::{Piece, Statement};
use rusqlite::{Connection, Result};

/// Each key that a table has (`own`), or that references it and does more than follow it (`other`), with the name of its columns.
const KEYS: &str = r#"
    SELECT holder.name, key.id, key."from" FROM sqlite_schema AS holder, pragma_foreign_key_list(holder.name) AS key
    WHERE holder.type = 'table' AND (
        ?2 AND holder.name = ?1 COLLATE NOCASE
        OR ?3 AND key."table" = ?1 COLLATE NOCASE AND key.on_delete NOT IN ('CASCADE', 'SET NULL')
        OR ?4 AND key."table" = ?1 COLLATE NOCASE AND key.on_update NOT IN ('CASCADE', 'SET NULL'))
    ORDER BY holder.name, key.id, key.seq"#;

/// One foreign key.
#[derive(PartialEq)]
struct Key {
    table: String,
    id: i64,
    columns: Vec<String>,
}

/// The constraint, with the names that are certain.
pub(super) fn violated(connection: &Connection, statement: &Statement) -> Constraint {
    // Names are a help; an error that they cannot be read is none.
    let keys = candidates(connection, statement).unwrap_or_default();
    let mut constraint = Constraint { kind: ConstraintKind::ForeignKey, name: None, table: None, columns: Vec::new() };
    if let [first, others @ ..] = keys.as_slice() {
        if others.iter().all(|key| key.table == first.table) {
            constraint.table = Some(first.table.clone());
        }
        if others.is_empty() {
            constraint.columns.clone_from(&first.columns);
        }
    }
    constraint
}

/// The keys that a write of this kind can violate.
fn candidates(connection: &Connection, statement: &Statement) -> Result<Vec<Key>> {
    let (inserts, deletes) = (starts_with(statement, "INSERT"), starts_with(statement, "DELETE"));
    let mut keys: Vec<Key> = Vec::new();
    let mut query = connection.prepare(KEYS)?;
    for table in statement.writes {
        let mut rows = query.query((table, !deletes, deletes, !inserts && !deletes))?;
        while let Some(row) = rows.next()? {
            let (table, id, column): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            match keys.last_mut() {
                Some(last) if last.table == table && last.id == id => last.columns.push(column),
                _ => keys.push(Key { table, id, columns: vec![column] }),
            }
        }
    }
    Ok(keys)
}

fn starts_with(statement: &Statement, verb: &str) -> bool {
    let first = super::steps(statement).last().and_then(|step| step.pieces.first());
    matches!(first, Some(Piece::Text(text)) if text.trim_start().starts_with(verb))
}
