//! Values of every column type: drawn from the edges of their types, so that they meet often; bound, read and compared.

use crate::random::Random;
use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::Sign;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use querent::__private::{Bind, Decode, DecodeError, Param, RowReader, types};
use querent_schema::Type;
use std::fmt;
use uuid::Uuid;

/// A value of a column or an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Decimal(BigDecimal),
    Text(String),
    Bytes(Vec<u8>),
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    Timestamp(Timestamp),
    Uuid(Uuid),
    Json(serde_json::Value),
    /// A time of this hour, which each store writes at another moment.
    Recent,
}

const TEXTS: [&str; 26] = [
    "a",
    "b",
    "ab",
    "A",
    "B",
    " ",
    "%",
    "_",
    "\\",
    "'",
    "\"",
    "é",
    "É",
    "e\u{301}",
    "я",
    "Я",
    "Ω",
    "ω",
    "😀",
    "\u{d7ff}",
    "\u{e000}",
    "\u{10ffff}",
    "0",
    "1",
    "\n",
    ".",
];

/// Letters whose case is not that of one letter for one letter, or depends on the library.
pub(crate) const RARE_LETTERS: [&str; 6] = ["ß", "ẞ", "İ", "ı", "ς", "ǆ"];

const DATES: [&str; 9] = [
    "0001-01-01",
    "1582-10-15",
    "1969-12-31",
    "1970-01-01",
    "2000-02-29",
    "2024-02-28",
    "2024-02-29",
    "2024-03-01",
    "9999-12-31",
];

const TIMES: [&str; 9] = [
    "00:00:00",
    "00:00:00.000001",
    "00:00:00.1",
    "09:59:59.999999",
    "10:00:00",
    "10:00:00.25",
    "10:30:00",
    "23:59:59",
    "23:59:59.999999",
];

const FLOATS: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    -2.5,
    2.0,
    0.1,
    0.2,
    0.1 + 0.2,
    1e300,
    -1e300,
    f64::MIN_POSITIVE,
    5e-324,
    f64::MAX,
    1e15 + 0.3,
    4.5e15,
    0.49999999999999994,
    -0.49999999999999994,
    2.5e-9,
    4503599627370497.0,
    9007199254740993.0,
    9.3e18,
];

const DECIMALS: [&str; 16] = [
    "0",
    "1",
    "-1",
    "2",
    "10",
    "-10",
    "0.5",
    "-0.5",
    "1.5",
    "2.5",
    "1.25",
    "-2.75",
    "0.01",
    "99999999.99",
    "-99999999.99",
    "2147483647",
];

const LONG_DECIMALS: [&str; 4] = ["0.0000000001", "-0.0000000001", "999999.9999999999", "9007199254740993"];

/// Its product with another has more digits than decimals have here.
const LONGEST_DECIMAL: &str = "9999999999999999999999999999.9999999999";

const DOCUMENTS: [&str; 12] = [
    "null",
    "true",
    "1",
    "-1.5",
    "9007199254740993",
    "\"\"",
    "\"é\\n\\\"\"",
    "[]",
    "{}",
    "[1, null, \"a\"]",
    "{\"b\": 1, \"a\": [true, {\"c\": 0.1}]}",
    "{\"ä\": \"😀\"}",
];

impl Value {
    /// A value of the type that is not NULL.
    pub(crate) fn random(ty: &Type, random: &mut Random) -> Value {
        match ty {
            Type::SmallInt => small_or(random, &[i64::from(i16::MIN), i64::from(i16::MAX), 255]),
            Type::Integer => small_or(random, &[i64::from(i32::MIN), i64::from(i32::MAX), 32_768, -32_769]),
            Type::BigInt => {
                small_or(random, &[i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 1, (1 << 53) + 1, 1 << 53, 1 << 31])
            }
            Type::Boolean => Value::Boolean(random.chance(50)),
            Type::Float => Value::Float(*random.pick(&FLOATS)),
            Type::Decimal { precision, scale } => decimal(*precision, *scale, random),
            Type::Text { max } => Value::Text(random_text(max.map(|max| max as usize), random)),
            Type::Bytes { .. } => {
                Value::Bytes((0..random.below(3)).map(|_| *random.pick(&[0, 1, 39, 92, 128, 255])).collect())
            }
            Type::Date => Value::Date(date(random)),
            Type::Time => Value::Time(time(random)),
            Type::DateTime => Value::DateTime(date(random).to_datetime(time(random))),
            Type::Timestamp => timestamp(random),
            Type::Uuid => Value::Uuid(Uuid::from_u128(*random.pick(&[
                0,
                1,
                0x1234_5678_9abc_def0_1234_5678_9abc_def0,
                u128::MAX,
            ]))),
            Type::Json => Value::Json(random.pick(&DOCUMENTS).parse().expect("it is JSON")),
            Type::Enum(of) => Value::Text(random.pick(&of.values).to_string()),
        }
    }

    /// The value as a query binds it.
    pub(crate) fn param(&self) -> Param<'static> {
        let param = match self {
            Value::Null | Value::Recent => Param::Null,
            Value::Boolean(value) => Bind::<types::Boolean>::to_param(value),
            Value::Integer(value) => Bind::<types::BigInt>::to_param(value),
            Value::Float(value) => Bind::<types::Float>::to_param(value),
            Value::Decimal(value) => Bind::<types::Decimal>::to_param(value),
            Value::Text(value) => Bind::<types::Text>::to_param(value),
            Value::Bytes(value) => Bind::<types::Bytes>::to_param(value),
            Value::Date(value) => Bind::<types::Date>::to_param(value),
            Value::Time(value) => Bind::<types::Time>::to_param(value),
            Value::DateTime(value) => Bind::<types::DateTime>::to_param(value),
            Value::Timestamp(value) => Bind::<types::Timestamp>::to_param(value),
            Value::Uuid(value) => Bind::<types::Uuid>::to_param(value),
            Value::Json(value) => Bind::<types::Json>::to_param(value),
        };
        param.into_owned()
    }

    /// Reads the next column of a row as a value of the type.
    pub(crate) fn read(row: &mut RowReader<'_>, ty: &Type, nullable: bool) -> Result<Value, DecodeError> {
        match ty {
            Type::SmallInt => read_as::<types::SmallInt, i16>(row, nullable, |value| Value::Integer(value.into())),
            Type::Integer => read_as::<types::Integer, i32>(row, nullable, |value| Value::Integer(value.into())),
            Type::BigInt => read_as::<types::BigInt, i64>(row, nullable, Value::Integer),
            Type::Boolean => read_as::<types::Boolean, bool>(row, nullable, Value::Boolean),
            Type::Float => read_as::<types::Float, f64>(row, nullable, Value::Float),
            Type::Decimal { .. } => read_as::<types::Decimal, BigDecimal>(row, nullable, Value::Decimal),
            Type::Text { .. } | Type::Enum(_) => read_as::<types::Text, String>(row, nullable, Value::Text),
            Type::Bytes { .. } => read_as::<types::Bytes, Vec<u8>>(row, nullable, Value::Bytes),
            Type::Date => read_as::<types::Date, Date>(row, nullable, Value::Date),
            Type::Time => read_as::<types::Time, Time>(row, nullable, Value::Time),
            Type::DateTime => read_as::<types::DateTime, DateTime>(row, nullable, Value::DateTime),
            Type::Timestamp => read_as::<types::Timestamp, Timestamp>(row, nullable, Value::Timestamp),
            Type::Uuid => read_as::<types::Uuid, Uuid>(row, nullable, Value::Uuid),
            Type::Json => read_as::<types::Json, serde_json::Value>(row, nullable, Value::Json),
        }
    }

    /// A time that was written while the run goes on stands for any other.
    pub(crate) fn without_clock(self) -> Value {
        const HOUR: i64 = 3600;
        let seconds = match &self {
            Value::Timestamp(at) => at.as_second(),
            Value::DateTime(at) => TimeZone::UTC.to_timestamp(*at).map_or(0, Timestamp::as_second),
            _ => return self,
        };
        if (Timestamp::now().as_second() - seconds).abs() < HOUR { Value::Recent } else { self }
    }

    /// What is simpler: a value near zero, a shorter text.
    pub(crate) fn simpler(&self) -> Vec<Value> {
        match self {
            Value::Integer(value) if *value != 0 => {
                [0, 1, value / 2].into_iter().filter(|simple| simple != value).map(Value::Integer).collect()
            }
            Value::Float(value) if *value != 0.0 && *value != 1.0 => vec![Value::Float(0.0), Value::Float(1.0)],
            Value::Decimal(value) if value.sign() != Sign::NoSign => vec![Value::Decimal(BigDecimal::from(0))],
            Value::Text(value) if !value.is_empty() => {
                let without = |left_out: usize| {
                    let kept = value.chars().enumerate().filter(|(place, _)| *place != left_out);
                    Value::Text(kept.map(|(_, character)| character).collect())
                };
                (0..value.chars().count()).map(without).collect()
            }
            Value::Bytes(value) if !value.is_empty() => vec![Value::Bytes(Vec::new())],
            _ => Vec::new(),
        }
    }
}

fn read_as<S, T>(row: &mut RowReader<'_>, nullable: bool, value: fn(T) -> Value) -> Result<Value, DecodeError>
where
    T: Decode<S>,
    Option<T>: Decode<S>,
{
    match nullable {
        true => Ok(row.get::<S, Option<T>>()?.map_or(Value::Null, value)),
        false => row.get::<S, T>().map(value),
    }
}

fn small_or(random: &mut Random, edges: &[i64]) -> Value {
    Value::Integer(if random.chance(12) { *random.pick(edges) } else { random.below(8) as i64 - 3 })
}

fn decimal(precision: u8, scale: u8, random: &mut Random) -> Value {
    let long = precision > 20 && scale >= 10 && random.chance(20);
    let digits = match long {
        true if random.rare && random.chance(50) => LONGEST_DECIMAL,
        true => *random.pick(&LONG_DECIMALS),
        false => *random.pick(&DECIMALS),
    };
    let value: BigDecimal = digits.parse().expect("it is a number");
    let whole = u64::from(precision - scale);
    let fits = value.fractional_digit_count() <= i64::from(scale) && value.with_scale(0).digits() <= whole;
    let value = if fits { value } else { BigDecimal::from(random.below(2) as u64) };
    Value::Decimal(value.with_scale(scale.into()))
}

/// A text of at most so many characters.
pub(crate) fn random_text(max: Option<usize>, random: &mut Random) -> String {
    let part = |random: &mut Random| match random.rare && random.chance(20) {
        true => *random.pick(&RARE_LETTERS),
        false => *random.pick(&TEXTS),
    };
    let text: String = (0..random.below(4)).map(|_| part(random)).collect();
    match max {
        Some(max) => text.chars().take(max).collect(),
        None => text,
    }
}

fn date(random: &mut Random) -> Date {
    random.pick(&DATES).parse().expect("it is a date")
}

fn time(random: &mut Random) -> Time {
    random.pick(&TIMES).parse().expect("it is a time")
}

/// An instant that all libraries know; the last hours of the year 9999 are not among them.
fn timestamp(random: &mut Random) -> Value {
    let day = date(random).to_datetime(time(random));
    match TimeZone::UTC.to_timestamp(day) {
        Ok(at) => Value::Timestamp(at),
        Err(_) => Value::Timestamp(Timestamp::UNIX_EPOCH),
    }
}

/// A literal of the query language for a value of this type.
pub(crate) fn literal(ty: &Type, random: &mut Random) -> String {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt => (random.below(8) as i64 - 3).to_string(),
        Type::Boolean => random.chance(50).to_string(),
        Type::Float => (*random.pick(&["0.5", "1.5", "2", "-1", "1e10", "-2.5", "0.1", "1e300", "0.0"])).to_owned(),
        Type::Decimal { .. } => {
            (*random.pick(&["0", "1", "2", "-1", "0.5", "1.5", "-0.25", "10", "0.01", "2.50"])).to_owned()
        }
        Type::Text { max } => format!("{:?}", random_text(Some(max.map_or(4, |max| max as usize).min(4)), random)),
        Type::Bytes { .. } => (*random.pick(&["b\"\"", "b\"\\x00\"", "b\"a\"", "b\"\\xff\\x01\""])).to_owned(),
        Type::Date => format!("{:?}", random.pick(&DATES)),
        Type::Time => format!("{:?}", random.pick(&TIMES)),
        Type::DateTime => format!("\"{} {}\"", random.pick(&DATES), random.pick(&TIMES)),
        // The last day is beyond the last instant.
        Type::Timestamp => format!("\"{} {}\"", random.pick(&DATES[..DATES.len() - 1]), random.pick(&TIMES)),
        Type::Uuid => (*random
            .pick(&["\"00000000-0000-0000-0000-000000000001\"", "\"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF\""]))
        .to_owned(),
        Type::Json => format!("{:?}", random.pick(&DOCUMENTS)),
        Type::Enum(of) => format!("{:?}", random.pick(&of.values)),
    }
}

/// As a person would write it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("NULL"),
            Value::Boolean(value) => value.fmt(f),
            Value::Integer(value) => value.fmt(f),
            Value::Float(value) => write!(f, "{value:?}"),
            Value::Decimal(value) => f.write_str(&value.to_plain_string()),
            Value::Text(value) => write!(f, "{value:?}"),
            Value::Bytes(value) => write!(f, "b\"{}\"", value.escape_ascii()),
            Value::Date(value) => value.fmt(f),
            Value::Time(value) => value.fmt(f),
            Value::DateTime(value) => value.fmt(f),
            Value::Timestamp(value) => value.fmt(f),
            Value::Uuid(value) => value.fmt(f),
            Value::Json(value) => value.fmt(f),
            Value::Recent => f.write_str("(a time of this hour)"),
        }
    }
}
