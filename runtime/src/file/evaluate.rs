//! An expression × a row and the values of a query → its value, by the rules of the language on every store.

mod bound;
mod condition;
mod function;
mod number;
mod text;

pub(crate) use bound::{Bound, bind, bind_one, bind_owned};
pub(crate) use condition::{condition, is_dropped};

pub(crate) use number::arithmetic;
pub(crate) use text::literal_start;

use super::expression::{Cast, Expr};
use super::value::Value;
use crate::error::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::cmp::Ordering;

/// What an expression is computed from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) row: &'c [Value],
    pub(crate) params: &'c [Bound],
    /// The instant of the statement, in microseconds since 1970 in UTC.
    pub(crate) now: i64,
}

impl<'c> Context<'c> {
    /// The same for another row.
    pub(crate) fn at<'r>(self, row: &'r [Value]) -> Context<'r>
    where
        'c: 'r,
    {
        Context { row, ..self }
    }
}

const NULL: Cow<'static, Value> = Cow::Owned(Value::Null);

/// The value of an expression.
///
/// # Errors
/// When a whole number leaves the range of 64 bits, or when schema.sql asks for something that is not known here.
pub(crate) fn evaluate<'c>(expr: &'c Expr, context: Context<'c>) -> Result<Cow<'c, Value>> {
    Ok(match expr {
        Expr::Column(column) => Cow::Borrowed(&context.row[*column]),
        Expr::Value(value) => Cow::Borrowed(value),
        Expr::Param(param) => match &context.params[*param] {
            Bound::Value(value) => Cow::Borrowed(value),
            // What is left out and yet asked for is NULL.
            Bound::Absent | Bound::List(_) | Bound::Choice(_) => NULL,
        },
        Expr::Arithmetic(operator, left, right) => {
            let (left, right) = (evaluate(left, context)?, evaluate(right, context)?);
            Cow::Owned(number::arithmetic(*operator, &left, &right)?)
        }
        Expr::Negate(inner) => Cow::Owned(number::negate(evaluate(inner, context)?.as_ref())?),
        Expr::ToDecimal(inner) => Cow::Owned(number::to_decimal(evaluate(inner, context)?.as_ref())),
        Expr::Call(function, arguments) => function::call(*function, arguments, context)?,
        Expr::Case { arms, otherwise } => {
            for (when, then) in arms {
                if condition(when, context)? == Some(true) {
                    return evaluate(then, context);
                }
            }
            evaluate(otherwise, context)?
        }
        Expr::Cast(inner, cast) => Cow::Owned(cast_to(*cast, evaluate(inner, context)?.as_ref())?),
        Expr::Unknown(why) => return Err(Error::new(ErrorKind::Query, why.as_ref())),
        Expr::Compare(..)
        | Expr::Same(..)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::Not(_)
        | Expr::IsNull(_)
        | Expr::Between(..)
        | Expr::In(..)
        | Expr::InParam(..)
        | Expr::Like { .. }
        | Expr::StartsWith(..)
        | Expr::EndsWith(..)
        | Expr::Contains(..)
        | Expr::Optional(..) => match condition(expr, context)? {
            None => NULL,
            Some(truth) => Cow::Owned(Value::Boolean(truth)),
        },
    })
}

/// The order of two values; `None` where one is NULL.
pub(crate) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        (Value::Float(left), Value::Float(right)) => Some(left.partial_cmp(right).unwrap_or(Ordering::Equal)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (
            Value::Integer(_) | Value::Float(_) | Value::Decimal(_),
            Value::Integer(_) | Value::Float(_) | Value::Decimal(_),
        ) => Some(number::compare(left, right)),
        // A condition in schema.sql may stand beside 0 and 1.
        (Value::Boolean(left), Value::Integer(right)) => Some(i64::from(*left).cmp(right)),
        (Value::Integer(left), Value::Boolean(right)) => Some(left.cmp(&i64::from(*right))),
        _ => Some(left.cmp(right)),
    }
}

fn cast_to(cast: Cast, value: &Value) -> Result<Value> {
    if matches!(value, Value::Null) {
        return Ok(Value::Null);
    }
    let text = || value.to_string();
    let cast_value = match (cast, value) {
        (Cast::Text, _) => Some(Value::Text(text().as_str().into())),
        (Cast::Integer, Value::Boolean(truth)) => Some(Value::Integer(i64::from(*truth))),
        (Cast::Integer | Cast::Float | Cast::Decimal, _) => number::cast(cast, value),
        (Cast::Date, Value::Timestamp(at) | Value::DateTime(at)) => {
            i32::try_from(at.div_euclid(function::DAY)).ok().map(Value::Date)
        }
        (Cast::Date, Value::Date(_)) | (Cast::Timestamp, Value::Timestamp(_)) => Some(value.clone()),
        (Cast::Timestamp, Value::DateTime(at)) => Some(Value::Timestamp(*at)),
        (Cast::Timestamp, Value::Date(days)) => Some(Value::Timestamp(i64::from(*days) * function::DAY)),
        (Cast::Date, _) => Value::read(&querent_schema::Type::Date, &text()),
        (Cast::Timestamp, _) => Value::read(&querent_schema::Type::Timestamp, &text()),
    };
    cast_value.ok_or_else(|| Error::new(ErrorKind::Query, format!("'{}' cannot be cast", text())))
}
