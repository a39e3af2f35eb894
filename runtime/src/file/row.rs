//! Values for some columns → a whole row: brought to the types of its columns, with defaults and generated columns, its checks met.

use super::evaluate::{Context, condition, evaluate};
use super::rules::TableRules;
use super::value::Value;
use super::violation;
use crate::decimal::Decimal;
use crate::error::Result;
use querent_schema::{Table, Type};

/// A table with its rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'t> {
    pub(crate) table: &'t Table,
    pub(crate) rules: &'t TableRules,
}

impl Form<'_> {
    /// A value as its column holds it.
    ///
    /// # Errors
    /// When it cannot hold it without loss.
    pub(crate) fn stored(self, column: usize, value: &Value) -> Result<Value> {
        fitting(&self.table.columns[column].ty, value)
            .ok_or_else(|| violation::misfit(self.table, column, &shown(value)))
    }

    /// The same of a value that is not needed any more.
    ///
    /// # Errors
    /// As of [`stored`](Form::stored).
    pub(crate) fn kept(self, column: usize, value: Value) -> Result<Value> {
        if is_stored(&self.table.columns[column].ty, &value) { Ok(value) } else { self.stored(column, &value) }
    }

    /// What a column holds that an insert leaves out.
    pub(crate) fn left_out(self, column: usize, context: Context<'_>) -> Result<Value> {
        match &self.rules.defaults[column] {
            None => Ok(Value::Null),
            Some(default) => self.stored(column, evaluate(default, context)?.as_ref()),
        }
    }

    /// Fills in the generated columns, and refuses a row that may not be.
    pub(crate) fn complete(self, row: &mut [Value], context: Context<'_>) -> Result<()> {
        for (column, expr) in &self.rules.generated {
            let value = evaluate(expr, context.at(row))?.into_owned();
            row[*column] = self.stored(*column, &value)?;
        }
        for (column, definition) in self.table.columns.iter().enumerate() {
            if !definition.nullable && matches!(row[column], Value::Null) {
                return Err(violation::not_null(self.table, column));
            }
        }
        for (name, check) in &self.rules.checks {
            if condition(check, context.at(row))? == Some(false) {
                return Err(violation::check(self.table, name));
            }
        }
        Ok(())
    }
}

fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Whether it is sure, without looking closer, that a column of a type holds a value as it is.
fn is_stored(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Integer, Value::Integer(number)) => i32::try_from(*number).is_ok(),
        (Type::Float, Value::Float(number)) => *number != 0.0,
        (Type::Text { max }, Value::Text(text)) => max.is_none_or(|max| text.len() <= max as usize),
        (_, Value::Null)
        | (Type::BigInt, Value::Integer(_))
        | (Type::Boolean, Value::Boolean(_))
        | (Type::Bytes { max: None }, Value::Bytes(_))
        | (Type::Date, Value::Date(_))
        | (Type::Time, Value::Time(_))
        | (Type::DateTime, Value::DateTime(_))
        | (Type::Timestamp, Value::Timestamp(_))
        | (Type::Uuid, Value::Uuid(_))
        | (Type::Json, Value::Json(_)) => true,
        _ => false,
    }
}

/// A value of a type; `None` where the type has none that is the same.
pub(crate) fn fitting(ty: &Type, value: &Value) -> Option<Value> {
    let whole = |number: i64, fits: bool| fits.then_some(Value::Integer(number));
    match (ty, value) {
        (_, Value::Null) => Some(Value::Null),
        (Type::SmallInt, Value::Integer(number)) => whole(*number, i16::try_from(*number).is_ok()),
        (Type::Integer, Value::Integer(number)) => whole(*number, i32::try_from(*number).is_ok()),
        (Type::BigInt, Value::Integer(_)) | (Type::Boolean, Value::Boolean(_)) => Some(value.clone()),
        (Type::SmallInt | Type::Integer | Type::BigInt, Value::Boolean(truth)) => {
            Some(Value::Integer(i64::from(*truth)))
        }
        (Type::Boolean, Value::Integer(number @ (0 | 1))) => Some(Value::Boolean(*number == 1)),
        (Type::Float, Value::Float(number)) => Some(Value::Float(if *number == 0.0 { 0.0 } else { *number })),
        (Type::Float, Value::Integer(_) | Value::Decimal(_)) => Value::read(ty, &value.to_string()),
        (Type::Decimal { precision, scale }, Value::Integer(_) | Value::Decimal(_) | Value::Float(_)) => {
            let rounded = Decimal::read(&value.to_string())?.round(usize::from(*scale)).to_string();
            let digits = rounded.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
            (digits <= usize::from(*precision)).then(|| Value::Decimal(rounded.into()))
        }
        (Type::Text { max }, Value::Text(text)) => {
            let fits = max.is_none_or(|max| text.len() <= max as usize || text.chars().nth(max as usize).is_none());
            fits.then(|| value.clone())
        }
        (Type::Enum(of), Value::Text(text)) => of.values.iter().any(|one| **one == **text).then(|| value.clone()),
        (Type::Bytes { max }, Value::Bytes(bytes)) => {
            max.is_none_or(|max| bytes.len() <= max as usize).then(|| value.clone())
        }
        (Type::Date, Value::Date(_))
        | (Type::Time, Value::Time(_))
        | (Type::DateTime, Value::DateTime(_))
        | (Type::Timestamp, Value::Timestamp(_))
        | (Type::Uuid, Value::Uuid(_))
        | (Type::Json, Value::Json(_)) => Some(value.clone()),
        (Type::DateTime, Value::Timestamp(at)) => Some(Value::DateTime(*at)),
        (Type::Timestamp, Value::DateTime(at)) => Some(Value::Timestamp(*at)),
        (Type::Json, Value::Text(text)) => Some(Value::Json((**text).into())),
        // What schema.sql computes may be a text that stands for something else, or the other way round.
        (Type::Text { .. } | Type::Enum(_), other) => fitting(ty, &Value::Text(other.to_string().into())),
        (_, Value::Text(text)) => Value::read(ty, text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_brought_to_their_column_or_refused() {
        let decimal = Type::Decimal { precision: 5, scale: 2 };
        let text = |text: &str| Value::Text(text.into());
        let digits = |text: &str| Value::Decimal(text.into());
        for (ty, value, stored) in [
            (Type::SmallInt, Value::Integer(32_767), Some(Value::Integer(32_767))),
            (Type::SmallInt, Value::Integer(32_768), None),
            (Type::Integer, Value::Integer(1 << 31), None),
            (decimal.clone(), Value::Integer(999), Some(digits("999.00"))),
            (decimal.clone(), Value::Integer(1000), None),
            (decimal.clone(), digits("0.005"), Some(digits("0.01"))),
            (decimal, digits("999.995"), None),
            (Type::Float, Value::Integer(2), Some(Value::Float(2.0))),
            (Type::Text { max: Some(2) }, text("äö"), Some(text("äö"))),
            (Type::Text { max: Some(2) }, text("äöü"), None),
            (Type::Date, text("2024-02-30"), None),
            (Type::Date, text("1970-01-02"), Some(Value::Date(1))),
            (Type::Boolean, Value::Integer(2), None),
        ] {
            assert_eq!(fitting(&ty, &value), stored, "{ty:?} {value:?}");
            assert!(!is_stored(&ty, &value) || stored.as_ref() == Some(&value), "{ty:?} {value:?}");
        }
        assert!(
            matches!(fitting(&Type::Float, &Value::Float(-0.0)), Some(Value::Float(zero)) if zero.is_sign_positive())
        );
        assert!(!is_stored(&Type::Float, &Value::Float(-0.0)));
    }
}
