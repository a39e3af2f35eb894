//! A column → its definition.

use super::checks::column_check;
use super::features::{Counter, DdlFeatures};
use super::names::column_check_name;
use crate::types::Type;
use crate::{Column, Default, IndexKey, IndexTerm, Table, values};

/// Name, type, NOT NULL, default and, where it may stand here, the check that the type needs.
pub(super) fn column_definition(features: &DdlFeatures, table: &Table, index: usize) -> String {
    let column = &table.columns[index];
    let mut sql = features.name(&column.name);
    sql.push(' ');
    if let (true, Counter::Whole(whole)) = (is_whole_counter(features, table, column), features.counter) {
        return sql + whole;
    }
    sql += &column_type(features, table, index);
    if let Some(generated) = &column.generated {
        let stored = generated.stored || !features.virtual_columns;
        sql += &format!(
            " GENERATED ALWAYS AS ({}) {}",
            features.expression(&generated.expression),
            if stored { "STORED" } else { "VIRTUAL" }
        );
    }
    if !column.nullable && (column.generated.is_none() || features.not_null_generated) {
        sql += " NOT NULL";
    }
    if let (true, Counter::Suffix(suffix)) = (column.auto_increment, features.counter) {
        sql += suffix;
    }
    if let Some(default) = default(features, column, &column_type(features, table, index)) {
        sql += &format!(" DEFAULT {default}");
    }
    match type_check(features, table, index) {
        Some(check) if features.named_checks_in_columns => sql + " " + &check,
        _ => sql,
    }
}

/// `CONSTRAINT … CHECK (…)`: what the type of the column does not keep out by itself.
fn type_check(features: &DdlFeatures, table: &Table, index: usize) -> Option<String> {
    let (end, condition) = column_check(features, table, &table.columns[index])?;
    let name = features.name(&column_check_name(features, table, index, end));
    Some(format!("CONSTRAINT {name} CHECK ({condition})"))
}

/// The check where it must stand outside of the column's definition.
pub(super) fn outer_type_check(features: &DdlFeatures, table: &Table, index: usize) -> Option<String> {
    if features.named_checks_in_columns { None } else { type_check(features, table, index) }
}

/// Whether its definition holds the primary key too.
pub(super) fn is_whole_counter(features: &DdlFeatures, table: &Table, column: &Column) -> bool {
    let is_key = matches!(*table.primary_key, [key] if table.columns[key].name == column.name);
    column.auto_increment && is_key && matches!(features.counter, Counter::Whole(_))
}

/// The type; a text or bytes that must be unique fits into what a key can hold.
pub(super) fn column_type(features: &DdlFeatures, table: &Table, index: usize) -> String {
    let ty = &table.columns[index].ty;
    let share = key_share(features, table, index);
    match (ty, share) {
        (Type::Text { max }, Some(share)) if max.is_none_or(|max| max > features.types.max_varchar) => {
            Type::Text { max: Some(share) }.spelling(&features.types)
        }
        (Type::Bytes { max }, Some(share)) if max.is_none_or(|max| max > features.types.max_varbinary) => {
            Type::Bytes { max: Some(share * 4) }.spelling(&features.types)
        }
        _ => ty.spelling(&features.types),
    }
}

/// The characters that the smallest of the column's keys leaves for it; `None` where it is in none, or keys hold any length.
fn key_share(features: &DdlFeatures, table: &Table, column: usize) -> Option<u32> {
    let all = features.key_characters?;
    let foreign = table.foreign_keys.iter().map(|key| &*key.columns);
    let keys = table.keys().chain(foreign).filter(|key| key.contains(&column)).map(|key| key.len());
    // Unique for some rows.
    let is_key = |key: &IndexKey| key.key == IndexTerm::Column(column);
    let partial = table.indexes.iter().filter(|index| index.unique && index.keys.iter().any(is_key));
    keys.chain(partial.map(|index| index.keys.len())).map(|length| all / length.max(1) as u32).min()
}

/// For an index that is not unique a text without limit keeps its type, and its beginning is indexed.
pub(super) fn key_prefix(features: &DdlFeatures, table: &Table, column: usize, keys: usize) -> Option<u32> {
    let share = features.key_characters? / keys.max(1) as u32;
    match &table.columns[column].ty {
        Type::Text { max } if key_share(features, table, column).is_none() && max.is_none_or(|max| max > share) => {
            Some(share)
        }
        Type::Bytes { max }
            if key_share(features, table, column).is_none() && max.is_none_or(|max| max > share * 4) =>
        {
            Some(share * 4)
        }
        _ => None,
    }
}

fn default(features: &DdlFeatures, column: &Column, spelling: &str) -> Option<String> {
    let default = column.default.as_ref()?;
    if column.auto_increment || column.generated.is_some() {
        return None;
    }
    let parenthesised =
        features.parenthesised_defaults && ["LONG", "JSON"].iter().any(|start| spelling.starts_with(start));
    let value = match default {
        Default::Null => return Some("NULL".to_owned()),
        Default::Now => return Some(now(features, &column.ty).to_owned()),
        Default::Expression(expression) => return Some(expression_default(features, &column.ty, expression)),
        Default::Number(number) => match &column.ty {
            Type::Decimal { scale, .. } if features.loose_types => {
                features.text(&values::decimal_digits(number, *scale).unwrap_or_else(|| number.to_string()))
            }
            _ => number.to_string(),
        },
        Default::Text(text) => features.text(text),
        Default::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
    };
    Some(if parenthesised { format!("({value})") } else { value })
}

fn now<'a>(features: &'a DdlFeatures, ty: &Type) -> &'a str {
    match ty {
        Type::Date => features.now.date,
        Type::Time => features.now.time,
        Type::DateTime => features.now.datetime,
        _ => features.now.timestamp,
    }
}

fn expression_default(features: &DdlFeatures, ty: &Type, expression: &str) -> String {
    let digits =
        expression.strip_prefix("X'").and_then(|rest| rest.strip_suffix('\'')).filter(|digits| !digits.contains('\''));
    match (ty, digits) {
        (Type::Bytes { .. }, Some(digits)) => {
            let literal = format!("{}{digits}{}", features.hex.0, features.hex.1);
            if features.parenthesised_defaults { format!("({literal})") } else { literal }
        }
        _ => format!("({})", features.expression(expression)),
    }
}
