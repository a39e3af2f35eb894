//! What a column of the file store holds: one value, in one form for each type, with one order.

mod text;

use crate::bind::hyphenated;
use crate::decimal::{self, Decimal};
use crate::decode::ValueRef;
use crate::params::Param;
use crate::time::{read_date, read_datetime, read_time, read_timestamp, write_date, write_datetime, write_time};
use querent_schema::Type;
use std::cmp::Ordering;
use std::fmt;
pub(crate) use text::Text;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Never NaN, and never -0.0 in a row.
    Float(f64),
    /// In plain digits, at the scale of its column.
    Decimal(Box<str>),
    Text(Text),
    Bytes(Box<[u8]>),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01 00:00.
    DateTime(i64),
    /// Microseconds since 1970-01-01 00:00 UTC.
    Timestamp(i64),
    Uuid([u8; 16]),
    /// A document.
    Json(Box<str>),
}

impl Value {
    /// A value of a type from its text, as the stores write it.
    pub(crate) fn read(ty: &Type, text: &str) -> Option<Value> {
        Some(match ty {
            Type::SmallInt | Type::Integer | Type::BigInt => Value::Integer(text.parse().ok()?),
            Type::Boolean => Value::Boolean(match text {
                "TRUE" => true,
                "FALSE" => false,
                _ => return None,
            }),
            Type::Float => Value::Float(text.parse().ok().filter(|float: &f64| !float.is_nan())?),
            Type::Decimal { .. } => Value::of_decimal(&Decimal::read(text)?),
            Type::Text { .. } | Type::Enum(_) => Value::Text(text.into()),
            Type::Bytes { .. } => Value::Bytes(bytes_of_hex(text)?),
            Type::Date => Value::Date(i32::try_from(read_date(text)?).ok()?),
            Type::Time => Value::Time(read_time(text)?),
            Type::DateTime => Value::DateTime(read_datetime(text)?),
            Type::Timestamp => Value::Timestamp(read_timestamp(text)?),
            Type::Uuid => Value::Uuid(uuid_of_text(text)?),
            Type::Json => Value::Json(text.into()),
        })
    }

    /// The value of a parameter; `None` for one that is none.
    pub(crate) fn of_param(param: &Param<'_>) -> Option<Value> {
        Some(match param {
            Param::Null => Value::Null,
            Param::Boolean(value) => Value::Boolean(*value),
            Param::Integer(value) => Value::Integer(*value),
            Param::Float(value) => Value::Float(*value),
            Param::Text(text) => Value::Text((&**text).into()),
            Param::Bytes(bytes) => Value::Bytes((&**bytes).into()),
            Param::Decimal(digits) => Value::Decimal(digits.as_str().into()),
            Param::Date(days) => write_date(i64::from(*days)).map(|_| Value::Date(*days))?,
            Param::Time(at) => write_time(*at).map(|_| Value::Time(*at))?,
            Param::DateTime(at) => write_datetime(*at).map(|_| Value::DateTime(*at))?,
            Param::Timestamp(at) => write_datetime(*at).map(|_| Value::Timestamp(*at))?,
            Param::Uuid(bytes) => Value::Uuid(*bytes),
            Param::Json(text) => Value::Json(text.as_str().into()),
            Param::Absent | Param::List(_) | Param::Choice(_) | Param::Invalid(_) => return None,
        })
    }

    /// A decimal that was computed.
    pub(crate) fn of_decimal(decimal: &Decimal) -> Value {
        Value::Decimal(decimal.to_string().into())
    }

    fn rank(&self) -> u8 {
        match self {
            Value::Null => 0,
            Value::Boolean(_) => 1,
            Value::Integer(_) => 2,
            Value::Float(_) => 3,
            Value::Decimal(_) => 4,
            Value::Text(_) => 5,
            Value::Bytes(_) => 6,
            Value::Date(_) => 7,
            Value::Time(_) => 8,
            Value::DateTime(_) => 9,
            Value::Timestamp(_) => 10,
            Value::Uuid(_) => 11,
            Value::Json(_) => 12,
        }
    }
}

fn bytes_of_hex(text: &str) -> Option<Box<[u8]>> {
    let digits = text.as_bytes();
    if digits.len() % 2 == 1 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

fn uuid_of_text(text: &str) -> Option<[u8; 16]> {
    let digits = text.replace('-', "");
    (*bytes_of_hex(&digits)?).try_into().ok()
}

impl Eq for Value {}

impl<'v> From<&'v Value> for ValueRef<'v> {
    #[inline]
    fn from(value: &'v Value) -> Self {
        match value {
            Value::Null => ValueRef::Null,
            Value::Boolean(value) => ValueRef::Integer(i64::from(*value)),
            Value::Integer(value) => ValueRef::Integer(*value),
            Value::Float(value) => ValueRef::Float(*value),
            Value::Text(text) => ValueRef::Text(text),
            Value::Decimal(text) | Value::Json(text) => ValueRef::Text(text),
            Value::Bytes(bytes) => ValueRef::Bytes(bytes),
            Value::Uuid(bytes) => ValueRef::Uuid(bytes),
            Value::Date(days) => ValueRef::Date(*days),
            Value::Time(at) => ValueRef::Time(*at),
            Value::DateTime(at) | Value::Timestamp(at) => ValueRef::DateTime(*at),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// NULL is the lowest; decimals are compared as numbers.
impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Boolean(one), Value::Boolean(two)) => one.cmp(two),
            (Value::Integer(one), Value::Integer(two)) => one.cmp(two),
            (Value::Float(one), Value::Float(two)) => one.partial_cmp(two).unwrap_or(Ordering::Equal),
            (Value::Decimal(one), Value::Decimal(two)) => decimal::compare(one, two),
            (Value::Text(one), Value::Text(two)) => one.cmp(two),
            (Value::Json(one), Value::Json(two)) => one.cmp(two),
            (Value::Bytes(one), Value::Bytes(two)) => one.cmp(two),
            (Value::Date(one), Value::Date(two)) => one.cmp(two),
            (Value::Time(one), Value::Time(two))
            | (Value::DateTime(one), Value::DateTime(two))
            | (Value::Timestamp(one), Value::Timestamp(two)) => one.cmp(two),
            (Value::Uuid(one), Value::Uuid(two)) => one.cmp(two),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

/// As the text that stands for it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |text: Option<crate::time::TimeText>| {
            text.map_or_else(String::new, |text| String::from_utf8_lossy(text.as_bytes()).into_owned())
        };
        match self {
            Value::Null => f.write_str("NULL"),
            Value::Boolean(value) => f.write_str(if *value { "TRUE" } else { "FALSE" }),
            Value::Integer(value) => value.fmt(f),
            Value::Float(value) => value.fmt(f),
            Value::Text(text) => f.write_str(text),
            Value::Decimal(text) | Value::Json(text) => f.write_str(text),
            Value::Bytes(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Value::Date(days) => f.write_str(&time(write_date(i64::from(*days)))),
            Value::Time(at) => f.write_str(&time(write_time(*at))),
            Value::DateTime(at) | Value::Timestamp(at) => f.write_str(&time(write_datetime(*at))),
            Value::Uuid(bytes) => f.write_str(&hyphenated(*bytes)),
        }
    }
}
