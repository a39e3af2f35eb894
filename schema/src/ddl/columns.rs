//! A column → its definition.

use super::checks::column_check;
use super::expressions::names_column;
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
    match (ty, key_share(features, table, index)) {
        (Type::Text { max }, Some(share)) if max.is_none_or(|max| max > share) => {
            Type::Text { max: Some(share) }.spelling(&features.types)
        }
        (Type::Bytes { max }, Some(share)) if max.is_none_or(|max| max > share * 4) => {
            Type::Bytes { max: Some(share * 4) }.spelling(&features.types)
        }
        _ => ty.spelling(&features.types),
    }
}

/// The characters that the smallest of the column's keys leaves for it; `None` where it is in none, or keys hold any length.
fn key_share(features: &DdlFeatures, table: &Table, column: usize) -> Option<u32> {
    let all = features.key_characters?;
    let foreign = table.foreign_keys.iter().map(|key| &*key.columns);
    let keys = table.keys().chain(foreign).filter(|key| key.contains(&column));
    let whole = keys.map(|key| share(features, table, key, column, all));
    // Unique for some rows, or by an expression.
    let is_in = |key: &IndexKey| match &key.key {
        IndexTerm::Column(own) => *own == column,
        IndexTerm::Expression(expression) => names_column(expression, &table.columns[column].name),
    };
    let partial = table.indexes.iter().filter(|index| index.unique && index.keys.iter().any(is_in));
    let most = features.expression_characters.unwrap_or(all);
    whole.chain(partial.map(|index| most.min(all / index.keys.len() as u32))).min()
}

/// What a key of so many characters leaves for one of its columns: what is limited takes what it needs, if that is not too much.
fn share(features: &DdlFeatures, table: &Table, key: &[usize], column: usize, all: u32) -> u32 {
    let limits: Vec<Option<u32>> = key.iter().map(|&column| key_length(features, &table.columns[column].ty)).collect();
    let limited: u32 = limits.iter().flatten().sum();
    let open = limits.iter().filter(|limit| limit.is_none()).count() as u32;
    match key_length(features, &table.columns[column].ty) {
        _ if limited + open > all => all / key.len() as u32,
        Some(own) => own,
        None => (all - limited) / open,
    }
}

/// The characters that a column of this type takes of a key; `None` without a limit that its type could hold.
fn key_length(features: &DdlFeatures, ty: &Type) -> Option<u32> {
    match ty {
        Type::Text { max } => max.filter(|&max| max <= features.types.max_varchar),
        Type::Bytes { max } => max.filter(|&max| max <= features.types.max_varbinary).map(|max| max.div_ceil(4)),
        Type::Enum(of) => of.values.iter().map(|value| value.chars().count() as u32).max(),
        Type::Uuid => Some(36),
        // At most 17 bytes, of a DECIMAL.
        _ => Some(5),
    }
}

/// The characters that the column takes of a key, when its type has been cut for the unique ones; `None` without a limit.
fn stored_length(features: &DdlFeatures, table: &Table, column: usize) -> Option<u32> {
    let lengths = [key_length(features, &table.columns[column].ty), key_share(features, table, column)];
    lengths.into_iter().flatten().min()
}

/// For an index that is not unique a text keeps its type, and its beginning is indexed where the whole is too long.
pub(super) fn key_prefix(features: &DdlFeatures, table: &Table, column: usize, keys: &[IndexKey]) -> Option<u32> {
    let all = features.key_characters?;
    let share = all / keys.len().max(1) as u32;
    let length = |key: &IndexKey| key.key.column().map_or(Some(share), |column| stored_length(features, table, column));
    let total: Option<u32> = keys.iter().map(length).sum();
    if total.is_some_and(|total| total <= all) || stored_length(features, table, column).is_some_and(|own| own <= share)
    {
        return None;
    }
    match table.columns[column].ty {
        Type::Text { .. } => Some(share),
        Type::Bytes { .. } => Some(share * 4),
        _ => None,
    }
}

/// Whether an expression over this column may be longer than an index takes.
pub(super) fn is_too_long_for_expressions(features: &DdlFeatures, table: &Table, column: usize) -> bool {
    let is_longer = |most| match table.columns[column].ty {
        Type::Json => true,
        _ => stored_length(features, table, column).is_none_or(|length| length > most),
    };
    features.expression_characters.is_some_and(is_longer)
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
        _ => match features.defaults.iter().find(|(known, _)| *known == expression) {
            Some((_, own)) => format!("({own})"),
            None => format!("({})", features.expression(expression)),
        },
    }
}
