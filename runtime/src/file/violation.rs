//! A constraint that a write would break → an error that names it, its table and its columns.

use super::rules::NAMES;
use crate::error::{Constraint, ConstraintKind, Error, ErrorKind};
use querent_schema::{Schema, Table, ddl};

/// Another row has the same values in a key.
#[cold]
pub(crate) fn unique(table: &Table, name: Option<String>, columns: &[usize]) -> Error {
    let columns = names(table, columns);
    let listed = columns.join(", ");
    let text = format!("`{}` has another row with the same {listed}, which is unique", table.name);
    violation(ConstraintKind::Unique, text, table, name, columns)
}

/// Another row has the same values in a unique index that is not about columns of all rows.
#[cold]
pub(crate) fn unique_index(table: &Table, name: &str, columns: &[usize]) -> Error {
    let text = format!("unique index `{name}`: another row has the same value");
    violation(ConstraintKind::Unique, text, table, Some(name.to_owned()), names(table, columns))
}

/// NULL where it may not be.
#[cold]
pub(crate) fn not_null(table: &Table, column: usize) -> Error {
    let text = format!("`{}.{}` is NOT NULL and was given NULL", table.name, table.columns[column].name);
    violation(ConstraintKind::NotNull, text, table, None, names(table, &[column]))
}

/// A CHECK does not hold.
#[cold]
pub(crate) fn check(table: &Table, name: &str) -> Error {
    let text = format!("a row does not meet the CHECK `{name}`");
    violation(ConstraintKind::Check, text, table, Some(name.to_owned()), Vec::new())
}

/// A value that the type of its column cannot hold.
#[cold]
pub(crate) fn misfit(table: &Table, column: usize, value: &str) -> Error {
    let definition = &table.columns[column];
    let (ty, name) = (definition.ty.sql_name(), format!("{}_{}_type", table.name, definition.name));
    let text = format!("column `{}.{}` is {ty}, which cannot hold {value}", table.name, definition.name);
    violation(ConstraintKind::Check, text, table, Some(name), names(table, &[column]))
}

/// A row references none that exists, or is referenced and would go.
#[cold]
pub(crate) fn foreign_key(schema: &Schema, child: usize, key: usize) -> Error {
    let table = &schema.tables[child];
    let columns = names(table, &table.foreign_keys[key].columns);
    let listed = columns.join(", ");
    let text = format!(
        "the foreign key `{} ({listed})` would not hold: a row would reference one that does not exist, or one would go that is \
         still referenced",
        table.name
    );
    let name = ddl::foreign_key_name(schema, child, key, NAMES);
    violation(ConstraintKind::ForeignKey, text, table, Some(name), columns)
}

fn names(table: &Table, columns: &[usize]) -> Vec<String> {
    columns.iter().map(|column| table.columns[*column].name.to_string()).collect()
}

fn violation(kind: ConstraintKind, text: String, table: &Table, name: Option<String>, columns: Vec<String>) -> Error {
    let constraint = Constraint { kind, name, table: Some(table.name.to_string()), columns };
    Error::new(ErrorKind::Constraint, text).with_constraint(constraint)
}
