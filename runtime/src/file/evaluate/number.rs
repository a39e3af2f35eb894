//! Integers in 64 bits, exact decimals, floats → their order and what is computed of them.

use crate::decimal::{self, Decimal};
use crate::error::{Error, ErrorKind, Result};
use crate::file::expression::{Arithmetic, Cast};
use crate::file::value::Value;
use std::cmp::Ordering;

/// Digits behind the point of a quotient of decimals, which only schema.sql can ask for.
const QUOTIENT_SCALE: usize = 20;

/// A whole number beyond 64 bits.
#[cold]
pub(super) fn out_of_range() -> Error {
    Error::new(ErrorKind::Query, "a whole number is out of the range of 64 bits")
}

/// What is computed of two numbers.
pub(crate) fn arithmetic(operator: Arithmetic, left: &Value, right: &Value) -> Result<Value> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Integer(left), Value::Integer(right)) => whole(operator, *left, *right),
        (Value::Float(_), _) | (_, Value::Float(_)) => Ok(match (float_of(left), float_of(right)) {
            (Some(left), Some(right)) => float(operator, left, right),
            _ => Value::Null,
        }),
        _ => exact(operator, left, right),
    }
}

fn whole(operator: Arithmetic, left: i64, right: i64) -> Result<Value> {
    let computed = match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide | Arithmetic::Remainder if right == 0 => return Ok(Value::Null),
        Arithmetic::Divide => left.checked_div(right),
        // Of the least number by -1 it is 0, which is in range.
        Arithmetic::Remainder => Some(left.wrapping_rem(right)),
    };
    computed.map(Value::Integer).ok_or_else(out_of_range)
}

fn float(operator: Arithmetic, left: f64, right: f64) -> Value {
    let computed = match operator {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide | Arithmetic::Remainder if right == 0.0 => return Value::Null,
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
    };
    // There is no NaN.
    if computed.is_nan() { Value::Null } else { Value::Float(computed) }
}

fn exact(operator: Arithmetic, left: &Value, right: &Value) -> Result<Value> {
    let (Some(left), Some(right)) = (decimal_of(left), decimal_of(right)) else {
        return Err(Error::new(ErrorKind::Query, "only numbers are computed with"));
    };
    let computed = match operator {
        Arithmetic::Add => left.add(&right),
        Arithmetic::Subtract => left.add(&right.negate()),
        Arithmetic::Multiply => left.multiply(&right),
        Arithmetic::Divide | Arithmetic::Remainder => return Ok(quotient(operator, &left, &right)),
    };
    Ok(Value::of_decimal(&computed))
}

/// By way of floats: the language has no such division, and schema.sql seldom.
fn quotient(operator: Arithmetic, left: &Decimal, right: &Decimal) -> Value {
    let float_of = |decimal: &Decimal| decimal.to_string().parse::<f64>().unwrap_or(f64::NAN);
    match float(operator, float_of(left), float_of(right)) {
        Value::Float(value) => Decimal::read(&format!("{value:.QUOTIENT_SCALE$}"))
            .map_or(Value::Null, |decimal| Value::of_decimal(&decimal)),
        other => other,
    }
}

pub(super) fn negate(value: &Value) -> Result<Value> {
    Ok(match value {
        Value::Integer(number) => Value::Integer(number.checked_neg().ok_or_else(out_of_range)?),
        Value::Float(number) => Value::Float(-number),
        _ => decimal_of(value).map_or(Value::Null, |decimal| Value::of_decimal(&decimal.negate())),
    })
}

pub(super) fn absolute(value: &Value) -> Result<Value> {
    Ok(match value {
        Value::Integer(number) => Value::Integer(number.checked_abs().ok_or_else(out_of_range)?),
        Value::Float(number) => Value::Float(number.abs()),
        _ => decimal_of(value).map_or(Value::Null, |decimal| Value::of_decimal(&decimal.absolute())),
    })
}

/// To so many digits behind the point, halves away from zero.
pub(super) fn round(value: &Value, digits: usize) -> Value {
    match value {
        Value::Float(number) if digits == 0 => Value::Float(number.round()),
        Value::Float(number) => {
            let rounded = Decimal::read(&number.to_string()).map(|decimal| decimal.round(digits).to_string());
            Value::Float(rounded.and_then(|text| text.parse().ok()).unwrap_or(*number))
        }
        Value::Decimal(_) => decimal_of(value).map_or(Value::Null, |decimal| Value::of_decimal(&decimal.round(digits))),
        other => other.clone(),
    }
}

/// Towards the lower or the higher whole number.
pub(super) fn whole_beside(value: &Value, direction: fn(f64) -> f64) -> Value {
    match value {
        Value::Float(number) => Value::Float(direction(*number)),
        Value::Decimal(_) => {
            let number = float_of(value).map(direction).unwrap_or_default();
            Decimal::read(&format!("{number}")).map_or(Value::Null, |decimal| Value::of_decimal(&decimal))
        }
        other => other.clone(),
    }
}

pub(super) fn to_decimal(value: &Value) -> Value {
    match value {
        Value::Integer(_) => decimal_of(value).map_or(Value::Null, |decimal| Value::of_decimal(&decimal)),
        other => other.clone(),
    }
}

pub(super) fn cast(cast: Cast, value: &Value) -> Option<Value> {
    match cast {
        Cast::Float => value.to_string().parse().ok().map(Value::Float),
        Cast::Decimal => Decimal::read(value.to_string().trim()).map(|decimal| Value::of_decimal(&decimal)),
        _ => {
            let text = value.to_string();
            let whole = text.trim().split('.').next().unwrap_or_default();
            whole.parse().ok().map(Value::Integer)
        }
    }
}

/// The order of two numbers of any kinds.
pub(super) fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Float(left), Value::Float(right)) => left.partial_cmp(right).unwrap_or(Ordering::Equal),
        (Value::Float(_), _) | (_, Value::Float(_)) => {
            float_of(left).partial_cmp(&float_of(right)).unwrap_or(Ordering::Equal)
        }
        _ => decimal::compare(&left.to_string(), &right.to_string()),
    }
}

fn float_of(value: &Value) -> Option<f64> {
    match value {
        Value::Float(value) => Some(*value),
        Value::Integer(value) => Some(*value as f64),
        Value::Decimal(_) => value.to_string().parse().ok(),
        _ => None,
    }
}

fn decimal_of(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(_) | Value::Decimal(_) => Decimal::read(&value.to_string()),
        Value::Float(value) => Decimal::read(&value.to_string()),
        _ => None,
    }
}
