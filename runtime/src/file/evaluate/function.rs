//! A function with its arguments → its value; NULL of NULL unless it says otherwise.

use super::{Context, NULL, compare, condition, evaluate, number, text};
use crate::error::Result;
use crate::file::expression::{Expr, Function};
use crate::file::value::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

pub(super) fn call<'c>(function: Function, arguments: &'c [Expr], context: Context<'c>) -> Result<Cow<'c, Value>> {
    match function {
        Function::Coalesce => {
            for argument in arguments {
                let value = evaluate(argument, context)?;
                if *value != Value::Null {
                    return Ok(value);
                }
            }
            Ok(NULL)
        }
        Function::NowDate => Ok(Cow::Owned(Value::Date(context.now.div_euclid(DAY) as i32))),
        Function::NowTime => Ok(Cow::Owned(Value::Time(context.now.rem_euclid(DAY)))),
        Function::NowDateTime => Ok(Cow::Owned(Value::DateTime(context.now))),
        Function::NowTimestamp => Ok(Cow::Owned(Value::Timestamp(context.now))),
        Function::IsTrue => Ok(Cow::Owned(Value::Boolean(condition(&arguments[0], context)? == Some(true)))),
        Function::IsFalse => Ok(Cow::Owned(Value::Boolean(condition(&arguments[0], context)? == Some(false)))),
        Function::NullIf => {
            let (value, other) = (evaluate(&arguments[0], context)?, evaluate(&arguments[1], context)?);
            Ok(if compare(&value, &other) == Some(Ordering::Equal) { NULL } else { value })
        }
        _ => {
            let values = arguments.iter().map(|argument| evaluate(argument, context)).collect::<Result<Vec<_>>>()?;
            if values.iter().any(|value| **value == Value::Null) {
                return Ok(NULL);
            }
            computed(function, &values).map(Cow::Owned)
        }
    }
}

/// Of values none of which is NULL.
fn computed(function: Function, values: &[Cow<'_, Value>]) -> Result<Value> {
    let text = |number: usize| text_of(&values[number]);
    let whole = |number: usize| i64::try_from(number).map(Value::Integer).map_err(|_| number::out_of_range());
    Ok(match function {
        Function::Lower => text_value(text::lower(&text(0))),
        Function::Upper => text_value(text::upper(&text(0))),
        Function::Trim => text_value(text(0).trim_matches(' ')),
        Function::TrimStart => text_value(text(0).trim_start_matches(' ')),
        Function::TrimEnd => text_value(text(0).trim_end_matches(' ')),
        Function::Length => match &*values[0] {
            Value::Bytes(bytes) => whole(bytes.len())?,
            _ => whole(text(0).chars().count())?,
        },
        Function::ByteLength => match &*values[0] {
            Value::Bytes(bytes) => whole(bytes.len())?,
            _ => whole(text(0).len())?,
        },
        Function::Concat => text_value(values.iter().map(|value| text_of(value)).collect::<Vec<_>>().concat()),
        Function::Replace => text_value(match &*text(1) {
            "" => text(0).into_owned(),
            part => text(0).replace(part, &text(2)),
        }),
        Function::Position => match text(0).find(&*text(1)) {
            Some(at) => whole(text(0)[..at].chars().count() + 1)?,
            None => Value::Integer(0),
        },
        Function::Substring => substring(&text(0), &values[1], values.get(2).map(|length| &**length)),
        Function::Abs => number::absolute(&values[0])?,
        Function::Round => {
            let digits = values.get(1).and_then(|digits| match **digits {
                Value::Integer(digits) => usize::try_from(digits).ok(),
                _ => None,
            });
            number::round(&values[0], digits.unwrap_or_default())
        }
        Function::Ceiling => number::whole_beside(&values[0], f64::ceil),
        Function::Floor => number::whole_beside(&values[0], f64::floor),
        Function::Least => extreme(values, Ordering::Less),
        Function::Greatest => extreme(values, Ordering::Greater),
        Function::JsonValid => Value::Boolean(serde_json::from_str::<serde_json::Value>(&text(0)).is_ok()),
        Function::Coalesce
        | Function::NullIf
        | Function::NowDate
        | Function::NowTime
        | Function::NowDateTime
        | Function::NowTimestamp
        | Function::IsTrue
        | Function::IsFalse => unreachable!("they look at their arguments themselves"),
    })
}

fn text_value(text: impl AsRef<str>) -> Value {
    Value::Text(text.as_ref().into())
}

fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// The least or the greatest.
fn extreme(values: &[Cow<'_, Value>], wanted: Ordering) -> Value {
    let better = |best: &Value, value: &Value| compare(value, best) == Some(wanted);
    let mut best = &*values[0];
    for value in &values[1..] {
        if better(best, value) {
            best = value;
        }
    }
    best.clone()
}

/// Characters from a place on, which is counted from 1, or from the end where it is negative.
fn substring(text: &str, from: &Value, length: Option<&Value>) -> Value {
    let whole = |value: &Value| match value {
        Value::Integer(number) => *number,
        _ => 0,
    };
    let characters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let start = match whole(from) {
        from @ 1.. => from - 1,
        0 => -1,
        from => (characters + from).max(0),
    };
    let end = length.map_or(characters, |length| start.saturating_add(whole(length).max(0)));
    let (start, end) = (start.max(0), end.clamp(0, characters));
    let count = usize::try_from(end - start).unwrap_or_default();
    text_value(text.chars().skip(usize::try_from(start).unwrap_or_default()).take(count).collect::<String>())
}
