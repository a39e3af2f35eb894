//! What the type of a column does not keep out by itself → the condition of a CHECK.

use super::features::DdlFeatures;
#[cfg(feature = "parse")]
use super::features::features;
use crate::{Column, Table, Type};

/// How the name of a CHECK ends that keeps a column to its type, where the database's own type would take more.
pub const TYPE_CHECK: &str = "type_fits";

/// The condition that the column's type needs in this dialect, with the end of the constraint's name.
pub(super) fn column_check(features: &DdlFeatures, table: &Table, column: &Column) -> Option<(&'static str, String)> {
    let name = features.name(&column.name);
    if let Type::Enum(of) = &column.ty {
        let values: Vec<String> = of.values.iter().map(|value| features.text(value)).collect();
        return Some(("check", format!("{name} IN ({})", values.join(", "))));
    }
    let counter = super::columns::is_whole_counter(features, table, column);
    let condition = match &column.ty {
        _ if counter => return None,
        Type::SmallInt if features.loose_types => whole(&name, i16::MIN.into(), i16::MAX.into()),
        Type::Integer if features.loose_types => whole(&name, i32::MIN.into(), i32::MAX.into()),
        Type::BigInt if features.loose_types => format!("typeof({name}) IN ('integer', 'null')"),
        Type::Boolean if features.loose_types => format!("{name} IN (FALSE, TRUE)"),
        Type::Text { max: Some(max) } if features.loose_types || *max > features.types.max_varchar => {
            format!("{}({name}) <= {max}", features.char_length)
        }
        Type::Bytes { max: Some(max) }
            // Where no type limits bytes, as BYTEA does not, a check does.
            if features.loose_types
                || *max > features.types.max_varbinary
                || !features.types.varbinary.contains("{0}") =>
        {
            format!("{}({name}) <= {max}", features.byte_length)
        }
        _ => return None,
    };
    Some((TYPE_CHECK, condition))
}

/// A whole number of this range, or NULL: a condition that is NULL holds.
fn whole(name: &str, min: i64, max: i64) -> String {
    format!("typeof({name}) IN ('integer', 'null') AND {name} BETWEEN {min} AND {max}")
}

/// The condition that SQLite's DDL gives this column, so that reading that DDL again does not take it for the user's.
#[cfg(feature = "parse")]
pub(crate) fn sqlite_type_check(table: &Table, column: &Column) -> Option<String> {
    column_check(features(crate::Dialect::Sqlite), table, column).map(|(_, condition)| condition)
}
