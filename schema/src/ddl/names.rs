//! Names of constraints and indexes: those that schema.sql gives, made unique where the dialect asks for it, or made from table and columns.

use super::features::{DdlFeatures, features};
use crate::{Dialect, Schema, Table};

/// The name of a UNIQUE constraint or unique index in the database: an index into [`Table::uniques`].
pub fn unique_name(schema: &Schema, table: usize, unique: usize, dialect: Dialect) -> String {
    let (features, table) = (features(dialect), &schema.tables[table]);
    let unique = &table.uniques[unique];
    match &unique.name {
        Some(name) => {
            separate(features, table, name, features.global_index_names && is_shared_index(schema, table, name))
        }
        None => made(features, table, &unique.columns, "key"),
    }
}

/// The name of an index in the database: an index into [`Table::indexes`].
pub fn index_name(schema: &Schema, table: usize, index: usize, dialect: Dialect) -> String {
    let (features, table) = (features(dialect), &schema.tables[table]);
    let name = &table.indexes[index].name;
    separate(features, table, name, features.global_index_names && is_shared_index(schema, table, name))
}

/// The name of a foreign key in the database: an index into [`Table::foreign_keys`].
pub fn foreign_key_name(schema: &Schema, table: usize, key: usize, dialect: Dialect) -> String {
    let (features, table) = (features(dialect), &schema.tables[table]);
    let key = &table.foreign_keys[key];
    match &key.name {
        Some(name) => {
            let names = |other: &Table| other.foreign_keys.iter().any(|key| key.name.as_ref() == Some(name));
            separate(features, table, name, features.global_constraint_names && is_shared(schema, names))
        }
        None => made(features, table, &key.columns, "fkey"),
    }
}

/// The name of a check in the database: an index into [`Table::checks`].
pub fn check_name(schema: &Schema, table: usize, check: usize, dialect: Dialect) -> String {
    let (features, table) = (features(dialect), &schema.tables[table]);
    match &table.checks[check].name {
        Some(name) => {
            let names = |other: &Table| other.checks.iter().any(|check| check.name.as_ref() == Some(name));
            separate(features, table, name, features.global_constraint_names && is_shared(schema, names))
        }
        None => shorten(features, format!("{}_check{}", table.name, check + 1)),
    }
}

/// The name of the check that a column's type needs.
pub(super) fn column_check_name(features: &DdlFeatures, table: &Table, column: usize, end: &str) -> String {
    made(features, table, &[column], end)
}

fn is_shared(schema: &Schema, has_it: impl Fn(&Table) -> bool) -> bool {
    schema.tables.iter().filter(|table| has_it(table)).count() > 1
}

/// Whether another table has an index of this name, or is called so.
fn is_shared_index(schema: &Schema, own: &Table, name: &str) -> bool {
    let named = |table: &Table| {
        table.indexes.iter().any(|index| index.name == name)
            || table.uniques.iter().any(|unique| unique.name.as_deref() == Some(name))
    };
    schema.tables.iter().any(|table| table.name == name || (table.name != own.name && named(table)))
}

/// With the table's name before it, where the name alone stands for several things.
fn separate(features: &DdlFeatures, table: &Table, name: &str, shared: bool) -> String {
    if shared { shorten(features, format!("{}_{name}", table.name)) } else { name.to_owned() }
}

/// `users_email_key`.
fn made(features: &DdlFeatures, table: &Table, columns: &[usize], end: &str) -> String {
    let columns: Vec<&str> = columns.iter().map(|&column| &*table.columns[column].name).collect();
    shorten(features, format!("{}_{}_{end}", table.name, columns.join("_")))
}

/// A name that is too long is cut and ends with a number made from the whole.
fn shorten(features: &DdlFeatures, name: String) -> String {
    if name.len() <= features.name_length {
        return name;
    }
    // FNV-1a, which stays the same from build to build.
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let mut end = features.name_length - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{:08x}", &name[..end], hash as u32)
}
