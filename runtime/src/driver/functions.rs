//! What the texts of SQLite's dialect name and SQLite lacks: Unicode case, exact decimals, the range of integers, floats that are rounded.

use super::{Param, ValueRef};
use crate::decimal::{Decimal, compare};
use std::cmp::Ordering;

/// A function that a driver for [`Dialect::Sqlite`](crate::Dialect::Sqlite) makes known to each connection. It depends on its arguments alone, and
/// may stand in indexes and CHECKs.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    /// Its name in the texts.
    pub name: &'static str,
    /// How many arguments it takes; at most 2.
    pub arguments: u8,
    /// Computes it: NULL, an integer, a float or a text. The error is what the statement fails with.
    pub call: fn(&[ValueRef<'_>]) -> Result<Param<'static>, String>,
}

/// All of them. Beside them the texts name the collation `querent_decimal`, which is [`compare_decimals`].
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "querent_lower",
        arguments: 1,
        call: |of| text(of, |text| text.chars().flat_map(char::to_lowercase).collect()),
    },
    Function {
        name: "querent_upper",
        arguments: 1,
        call: |of| text(of, |text| text.chars().flat_map(char::to_uppercase).collect()),
    },
    Function { name: "querent_decimal_add", arguments: 2, call: |of| two(of, |one, other| one.add(&other)) },
    Function {
        name: "querent_decimal_subtract",
        arguments: 2,
        call: |of| two(of, |one, other| one.add(&other.negate())),
    },
    Function { name: "querent_decimal_multiply", arguments: 2, call: |of| two(of, |one, other| one.multiply(&other)) },
    Function { name: "querent_decimal_negate", arguments: 1, call: |of| one(of, Decimal::negate) },
    Function { name: "querent_decimal_abs", arguments: 1, call: |of| one(of, Decimal::absolute) },
    Function { name: "querent_decimal_round", arguments: 2, call: round_decimal },
    Function { name: "querent_decimal_fit", arguments: 2, call: fit_decimal },
    Function { name: "querent_in_range", arguments: 1, call: in_range },
    Function { name: "querent_round", arguments: 1, call: round_float },
];

/// The collation `querent_decimal`: the order of texts as numbers, exactly. What is no number stands behind all that are.
pub fn compare_decimals(one: &str, other: &str) -> Ordering {
    compare(one, other)
}

/// The whole number that was computed; a float stands where SQLite has left the range of 64 bits.
fn in_range(of: &[ValueRef<'_>]) -> Result<Param<'static>, String> {
    match of {
        [ValueRef::Integer(value)] => Ok(Param::Integer(*value)),
        [ValueRef::Float(_)] => Err("a whole number is out of the range of 64 bits".to_owned()),
        _ => Ok(Param::Null),
    }
}

/// Halves away from zero. SQLite's own `round` adds a half, and so makes 1 of the greatest number below one half.
fn round_float(of: &[ValueRef<'_>]) -> Result<Param<'static>, String> {
    match of {
        [ValueRef::Integer(value)] => Ok(Param::Float(*value as f64)),
        [ValueRef::Float(value)] => Ok(Param::Float(value.round())),
        [ValueRef::Null] => Ok(Param::Null),
        _ => Err("a text is no number that could be rounded".to_owned()),
    }
}

/// A function of one text; NULL of NULL.
fn text(of: &[ValueRef<'_>], convert: fn(&str) -> String) -> Result<Param<'static>, String> {
    match of {
        [ValueRef::Null] => Ok(Param::Null),
        [ValueRef::Text(text)] => Ok(Param::Text(convert(text).into())),
        _ => Err("it takes a text".to_owned()),
    }
}

/// A function of one decimal; NULL of NULL.
fn one(of: &[ValueRef<'_>], compute: fn(Decimal) -> Decimal) -> Result<Param<'static>, String> {
    Ok(decimal(of, 0)?.map_or(Param::Null, |value| made(&compute(value))))
}

/// A function of two decimals; NULL when one is NULL.
fn two(of: &[ValueRef<'_>], compute: fn(Decimal, Decimal) -> Decimal) -> Result<Param<'static>, String> {
    let both = decimal(of, 0)?.zip(decimal(of, 1)?);
    Ok(both.map_or(Param::Null, |(one, other)| made(&compute(one, other))))
}

/// A decimal and a number of digits behind the point; NULL of NULL.
fn round_decimal(of: &[ValueRef<'_>]) -> Result<Param<'static>, String> {
    let scale = match of.get(1) {
        Some(ValueRef::Integer(scale)) => usize::try_from(*scale).ok(),
        _ => None,
    };
    let scale = scale.ok_or("the second argument is no number of digits")?;
    Ok(decimal(of, 0)?.map_or(Param::Null, |value| made(&value.round(scale))))
}

/// A decimal and the most digits that may stand before the point; NULL of NULL.
fn fit_decimal(of: &[ValueRef<'_>]) -> Result<Param<'static>, String> {
    let Some(value) = decimal(of, 0)? else { return Ok(Param::Null) };
    let text = value.to_string();
    let whole = text.trim_start_matches(['-', '0']).split('.').next().map_or(0, str::len);
    match of.get(1) {
        Some(ValueRef::Integer(most)) if usize::try_from(*most).is_ok_and(|most| whole <= most) => {
            Ok(Param::Decimal(text))
        }
        _ => Err(format!("{text} is out of the range of its column")),
    }
}

fn made(value: &Decimal) -> Param<'static> {
    Param::Decimal(value.to_string())
}

/// A decimal, in whichever form it is held; a float by the shortest digits that mean it.
fn decimal(of: &[ValueRef<'_>], number: usize) -> Result<Option<Decimal>, String> {
    let digits = match of.get(number) {
        None | Some(ValueRef::Null) => return Ok(None),
        Some(ValueRef::Integer(value)) => value.to_string(),
        Some(ValueRef::Float(value)) => value.to_string(),
        Some(ValueRef::Text(text)) => (*text).to_owned(),
        Some(ValueRef::Bytes(text) | ValueRef::BrokenText(text)) => String::from_utf8_lossy(text).into_owned(),
        Some(other) => other.to_string(),
    };
    Decimal::read(&digits).map(Some).ok_or_else(|| format!("'{digits}' is no decimal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, of: &[ValueRef<'_>]) -> Result<Param<'static>, String> {
        let function = FUNCTIONS.iter().find(|function| function.name == name).unwrap();
        assert_eq!(usize::from(function.arguments), of.len());
        (function.call)(of)
    }

    #[test]
    fn functions_are_exact_and_null_of_null() {
        let (text, null) = (ValueRef::Text("0.1"), ValueRef::Null);
        assert_eq!(call("querent_decimal_add", &[text, ValueRef::Integer(2)]), Ok(Param::Decimal("2.1".to_owned())));
        assert_eq!(call("querent_decimal_add", &[text, null]), Ok(Param::Null));
        assert_eq!(
            call("querent_decimal_round", &[ValueRef::Float(2.25), ValueRef::Integer(1)]),
            Ok(Param::Decimal("2.3".to_owned()))
        );
        let fits = |text, most| call("querent_decimal_fit", &[ValueRef::Text(text), ValueRef::Integer(most)]);
        assert_eq!(fits("-99.5", 2), Ok(Param::Decimal("-99.5".to_owned())));
        assert_eq!(fits("0.05", 0), Ok(Param::Decimal("0.05".to_owned())));
        assert!(fits("-100.00", 2).unwrap_err().contains("out of the range"));
        assert_eq!(call("querent_lower", &[ValueRef::Text("ÄB")]), Ok(Param::Text("äb".into())));
        assert_eq!(call("querent_upper", &[null]), Ok(Param::Null));
        assert_eq!(call("querent_round", &[ValueRef::Float(-0.5)]), Ok(Param::Float(-1.0)));
        assert!(call("querent_in_range", &[ValueRef::Float(1e19)]).is_err());
        assert!(call("querent_decimal_abs", &[ValueRef::Text("x")]).unwrap_err().contains("no decimal"));
    }
}
