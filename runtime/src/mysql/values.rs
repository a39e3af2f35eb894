//! The parameters of a query → values of the binary protocol, in the one form in which MySQL and MariaDB compare each type.

use crate::bind::{hyphenated, list_json};
use crate::error::{Error, ErrorKind, Result};
use crate::params::Param;
use crate::time::{DAY, civil_from_days};
use mysql_async::Value;

/// What goes to a placeholder.
pub(super) fn value(param: &Param<'_>) -> Result<Value> {
    Ok(match param {
        Param::Null | Param::Absent => Value::NULL,
        Param::Boolean(value) => Value::Int(i64::from(*value)),
        Param::Integer(value) => Value::Int(*value),
        Param::Float(value) if value.is_infinite() => {
            return Err(Error::new(ErrorKind::Bind, "an infinite float cannot be stored in MySQL or MariaDB"));
        }
        Param::Float(value) => Value::Double(*value),
        Param::Text(text) => Value::Bytes(text.as_bytes().to_vec()),
        Param::Json(text) | Param::Decimal(text) => Value::Bytes(text.as_bytes().to_vec()),
        Param::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
        Param::Date(days) => date(i64::from(*days), 0)?,
        Param::DateTime(microseconds) | Param::Timestamp(microseconds) => {
            date(microseconds.div_euclid(DAY), microseconds.rem_euclid(DAY))?
        }
        Param::Time(microseconds) => {
            let [hours, minutes, seconds, fraction] = clock(*microseconds);
            Value::Time(false, 0, hours as u8, minutes as u8, seconds as u8, fraction)
        }
        Param::Uuid(bytes) => Value::Bytes(hyphenated(*bytes).into_bytes()),
        Param::List(list) => Value::Bytes(list_json(list)?.into_bytes()),
        Param::Choice(arm) => Value::Int(i64::from(*arm)),
        Param::Invalid(why) => return Err(Error::new(ErrorKind::Bind, why.as_ref())),
    })
}

/// How many bytes a value takes in a packet, at most.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Bytes(bytes) => bytes.len() + 9,
        _ => 13,
    }
}

fn date(days: i64, microseconds: i64) -> Result<Value> {
    let (year, month, day) = civil_from_days(days);
    let year = u16::try_from(year).ok().filter(|year| (1..=9999).contains(year));
    let year = year.ok_or_else(|| Error::new(ErrorKind::Bind, "a time is outside of the years 0001 to 9999"))?;
    let [hours, minutes, seconds, fraction] = clock(microseconds);
    Ok(Value::Date(year, month as u8, day as u8, hours as u8, minutes as u8, seconds as u8, fraction))
}

/// Hours, minutes, seconds and microseconds of a time within a day.
fn clock(microseconds: i64) -> [u32; 4] {
    let seconds = (microseconds / 1_000_000) as u32;
    [seconds / 3600, seconds / 60 % 60, seconds % 60, (microseconds % 1_000_000) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_taken_apart() {
        let value = |param| value(&param).unwrap();
        assert_eq!(value(Param::Date(-1)), Value::Date(1969, 12, 31, 0, 0, 0, 0));
        assert_eq!(value(Param::Timestamp(-1)), Value::Date(1969, 12, 31, 23, 59, 59, 999_999));
        assert_eq!(value(Param::DateTime(DAY + 1_000_001)), Value::Date(1970, 1, 2, 0, 0, 1, 1));
        assert_eq!(value(Param::Time(DAY - 1)), Value::Time(false, 0, 23, 59, 59, 999_999));
    }

    #[test]
    fn what_the_servers_cannot_hold_is_refused() {
        for param in [Param::Float(f64::INFINITY), Param::Date(3_000_000), Param::Timestamp(i64::MIN)] {
            assert_eq!(value(&param).unwrap_err().kind(), ErrorKind::Bind, "{param:?}");
        }
    }
}
