//! What SQLite lacks → functions and a collation that texts of ours name: Unicode case, exact decimals, the range of integers, floats that are rounded.

use crate::decimal::{Decimal, compare};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

/// Makes them known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    connection.create_collation("querent_decimal", compare)?;
    text(connection, "querent_lower", |text| text.chars().flat_map(char::to_lowercase).collect())?;
    text(connection, "querent_upper", |text| text.chars().flat_map(char::to_uppercase).collect())?;
    two(connection, "querent_decimal_add", |one, other| one.add(&other))?;
    two(connection, "querent_decimal_subtract", |one, other| one.add(&other.negate()))?;
    two(connection, "querent_decimal_multiply", |one, other| one.multiply(&other))?;
    one(connection, "querent_decimal_negate", Decimal::negate)?;
    one(connection, "querent_decimal_abs", Decimal::absolute)?;
    in_range(connection)?;
    round_float(connection)?;
    round(connection)
}

/// They depend on their arguments alone, and may stand in a schema.
const FLAGS: FunctionFlags =
    FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC).union(FunctionFlags::SQLITE_INNOCUOUS);

/// The whole number that was computed; a float stands where SQLite has left the range of 64 bits.
fn in_range(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("querent_in_range", 1, FLAGS, |context| match context.get_raw(0) {
        ValueRef::Integer(value) => Ok(Some(value)),
        ValueRef::Real(_) => Err(failed("a whole number is out of the range of 64 bits".to_owned())),
        _ => Ok(None),
    })
}

/// Halves away from zero. SQLite's own `round` adds a half, and so makes 1 of the greatest number below one half.
fn round_float(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("querent_round", 1, FLAGS, |context| match context.get_raw(0) {
        ValueRef::Integer(value) => Ok(Some(value as f64)),
        ValueRef::Real(value) => Ok(Some(value.round())),
        ValueRef::Null => Ok(None),
        _ => Err(failed("a text is no number that could be rounded".to_owned())),
    })
}

/// A function of one text; NULL of NULL.
fn text(connection: &Connection, name: &str, convert: fn(&str) -> String) -> Result<()> {
    connection.create_scalar_function(name, 1, FLAGS, move |context| match context.get_raw(0) {
        ValueRef::Null => Ok(None),
        _ => context.get_raw(0).as_str().map(|text| Some(convert(text))).map_err(|error| failed(error.to_string())),
    })
}

/// A function of one decimal; NULL of NULL.
fn one(connection: &Connection, name: &str, compute: fn(Decimal) -> Decimal) -> Result<()> {
    connection.create_scalar_function(name, 1, FLAGS, move |context| {
        Ok(argument(context, 0)?.map(|value| compute(value).to_string()))
    })
}

/// A decimal and a number of digits behind the point; NULL of NULL.
fn round(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("querent_decimal_round", 2, FLAGS, |context| {
        let scale = context.get::<u8>(1)?;
        Ok(argument(context, 0)?.map(|value| value.round(usize::from(scale)).to_string()))
    })
}

/// A function of two decimals; NULL when one is NULL.
fn two(connection: &Connection, name: &str, compute: fn(Decimal, Decimal) -> Decimal) -> Result<()> {
    connection.create_scalar_function(name, 2, FLAGS, move |context| {
        let (one, other) = (argument(context, 0)?, argument(context, 1)?);
        Ok(one.zip(other).map(|(one, other)| compute(one, other).to_string()))
    })
}

/// A decimal, in whichever form it is held; a float by the shortest digits that mean it.
fn argument(context: &Context<'_>, number: usize) -> Result<Option<Decimal>> {
    let digits = match context.get_raw(number) {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(value) => value.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    };
    Decimal::read(&digits).map(Some).ok_or_else(|| failed(format!("'{digits}' is no decimal")))
}

fn failed(message: String) -> Error {
    Error::UserFunctionError(message.into())
}
