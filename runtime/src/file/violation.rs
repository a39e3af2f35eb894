//! A constraint that a write would break → an error that names it, its table and its columns.

use super::rules::NAMES;
use super::value::Value;
use crate::error::{Constraint, ConstraintKind, Error, ErrorKind};
use querent_schema::{Schema, Table, Type, ddl};

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

/// A CHECK does not hold of a row that is there.
#[cold]
pub(crate) fn check_of(table: &Table, name: &str, condition: &str) -> Error {
    let text = format!("the row does not meet the CHECK `{name}`, which is {condition}");
    violation(ConstraintKind::Check, text, table, Some(name.to_owned()), Vec::new())
}

/// A generated column does not hold what it is generated from.
#[cold]
pub(crate) fn not_generated(table: &Table, column: usize, value: &Value, generated: &Value) -> Error {
    let name = &table.columns[column].name;
    let text =
        format!("`{}.{name}` is generated and would be {generated}, not {value}; it may be left out", table.name);
    violation(ConstraintKind::Check, text, table, None, names(table, &[column]))
}

/// A row that is there references none that exists.
#[cold]
pub(crate) fn orphan(schema: &Schema, child: usize, key: usize, row: &[Value]) -> Error {
    let (table, definition) = (&schema.tables[child], &schema.tables[child].foreign_keys[key]);
    let parent = &schema.tables[definition.table];
    let pairs = definition.references.iter().zip(&*definition.columns);
    let values =
        pairs.map(|(parent_column, column)| format!("{} = {}", parent.columns[*parent_column].name, row[*column]));
    let name = ddl::foreign_key_name(schema, child, key, NAMES);
    let columns = names(table, &definition.columns);
    let text = format!(
        "the foreign key `{name}` ({}) does not hold: `{}` has no row with {}",
        columns.join(", "),
        parent.name,
        values.collect::<Vec<_>>().join(" and ")
    );
    violation(ConstraintKind::ForeignKey, text, table, Some(name), columns)
}

/// A value that the type of its column cannot hold.
#[cold]
pub(crate) fn misfit(table: &Table, column: usize, value: &str) -> Error {
    let definition = &table.columns[column];
    let ty = definition.ty.sql_name();
    let end = if matches!(definition.ty, Type::Enum(_)) { "check" } else { ddl::TYPE_CHECK };
    let name = format!("{}_{}_{end}", table.name, definition.name);
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
