//! A condition → whether it holds, in three-valued logic.

use super::bound::Bound;
use super::text::{self, Case};
use super::{Context, compare, evaluate};
use crate::error::Result;
use crate::file::expression::{Comparison, Expr};
use crate::file::value::Value;
use std::cmp::Ordering;

/// True, false, or not known.
pub(crate) type Truth = Option<bool>;

/// Whether a condition is left out because a value of its own is.
pub(crate) fn is_dropped(expr: &Expr, params: &[Bound]) -> bool {
    match expr {
        Expr::Optional(needed, inner) => {
            needed.iter().any(|param| !params[*param].is_present()) || is_dropped(inner, params)
        }
        Expr::And(items) | Expr::Or(items) => items.iter().all(|item| is_dropped(item, params)),
        Expr::Not(inner) => is_dropped(inner, params),
        _ => false,
    }
}

/// Whether a condition holds. One that is dropped holds.
pub(crate) fn condition(expr: &Expr, context: Context<'_>) -> Result<Truth> {
    Ok(match expr {
        Expr::And(items) => return all(items, context, true),
        Expr::Or(items) => return all(items, context, false),
        Expr::Not(_) | Expr::Optional(..) if is_dropped(expr, context.params) => Some(true),
        Expr::Not(inner) => condition(inner, context)?.map(|truth| !truth),
        Expr::Optional(_, inner) => return condition(inner, context),
        Expr::Compare(comparison, left, right) => {
            let order = match (at_hand(left, context), at_hand(right, context)) {
                (Some(left), Some(right)) => compare(left, right),
                _ => compare(evaluate(left, context)?.as_ref(), evaluate(right, context)?.as_ref()),
            };
            order.map(|order| holds(*comparison, order))
        }
        Expr::Same(left, right) => {
            let (left, right) = (evaluate(left, context)?, evaluate(right, context)?);
            Some(match compare(&left, &right) {
                Some(order) => order.is_eq(),
                None => *left == Value::Null && *right == Value::Null,
            })
        }
        Expr::IsNull(inner) => Some(matches!(*evaluate(inner, context)?, Value::Null)),
        Expr::Between(value, low, high) => {
            let value = evaluate(value, context)?;
            let above = compare(&value, evaluate(low, context)?.as_ref()).map(Ordering::is_ge);
            let below = compare(&value, evaluate(high, context)?.as_ref()).map(Ordering::is_le);
            and(above, below)
        }
        Expr::In(value, list) => return is_in(evaluate(value, context)?.as_ref(), list, context),
        Expr::InParam(value, param) => is_in_param(evaluate(value, context)?.as_ref(), &context.params[*param]),
        Expr::Like { value, pattern, ignore_case } => {
            let case = if *ignore_case { Case::Ignored } else { Case::Matters };
            texts(value, pattern, context, |text, pattern| text::like(text, pattern, case))?
        }
        Expr::StartsWith(value, part) => texts(value, part, context, |text, part| text.starts_with(part))?,
        Expr::EndsWith(value, part) => texts(value, part, context, |text, part| text.ends_with(part))?,
        Expr::Contains(value, part) => texts(value, part, context, |text, part| text.contains(part))?,
        value => match *evaluate(value, context)? {
            Value::Boolean(truth) => Some(truth),
            _ => None,
        },
    })
}

/// The value of what need not be computed.
#[inline]
fn at_hand<'c>(expr: &'c Expr, context: Context<'c>) -> Option<&'c Value> {
    match expr {
        Expr::Column(column) => Some(&context.row[*column]),
        Expr::Value(value) => Some(value),
        Expr::Param(param) => match &context.params[*param] {
            Bound::Value(value) => Some(value),
            _ => None,
        },
        _ => None,
    }
}

/// All of the items hold, or where `until` is false any of them; those that are dropped are passed over.
fn all(items: &[Expr], context: Context<'_>, until: bool) -> Result<Truth> {
    let mut truth = Some(until);
    let mut none = true;
    for item in items.iter().filter(|item| !is_dropped(item, context.params)) {
        none = false;
        match condition(item, context)? {
            Some(one) if one != until => return Ok(Some(!until)),
            Some(_) => {}
            None => truth = None,
        }
    }
    Ok(if none { Some(true) } else { truth })
}

fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

fn is_in(value: &Value, list: &[Expr], context: Context<'_>) -> Result<Truth> {
    let mut truth = Some(false);
    for item in list {
        match compare(value, evaluate(item, context)?.as_ref()) {
            Some(Ordering::Equal) => return Ok(Some(true)),
            Some(_) => {}
            None => truth = None,
        }
    }
    Ok(truth)
}

/// Nothing is in the empty list, NULL neither.
fn is_in_param(value: &Value, param: &Bound) -> Truth {
    match param {
        Bound::List(values) if values.is_empty() => Some(false),
        Bound::List(_) if *value == Value::Null => None,
        Bound::List(values) => {
            Some(values.binary_search_by(|item| compare(item, value).unwrap_or(Ordering::Less)).is_ok())
        }
        Bound::Absent | Bound::Value(_) | Bound::Choice(_) => None,
    }
}

/// What holds of two texts; not known where one is NULL.
fn texts(left: &Expr, right: &Expr, context: Context<'_>, holds: impl Fn(&str, &str) -> bool) -> Result<Truth> {
    let (left, right) = (evaluate(left, context)?, evaluate(right, context)?);
    Ok(match (&*left, &*right) {
        (Value::Text(left), Value::Text(right)) => Some(holds(left, right)),
        _ => None,
    })
}
