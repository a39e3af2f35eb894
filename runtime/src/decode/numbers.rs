//! Stored integers, floats and truth values → `i16`, `i32`, `i64`, `f64`, `bool`, never wrapped, cut off or rounded.

use super::{Decode, DecodeError, RowReader, ValueRef};
use crate::types;

/// Integers up to here are exact as floats, and whole floats as integers.
const EXACT: u64 = 1 << 53;

fn integer(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::Integer(value) => Some(value),
        // A column of type NUMERIC may hold a whole number as a float.
        ValueRef::Float(value) if value.trunc() == value && value.abs() <= EXACT as f64 => Some(value as i64),
        // `sum` of integers is a decimal on a server.
        ValueRef::Numeric(bytes) => crate::numeric::text(bytes)?.parse().ok(),
        _ => None,
    }
}

macro_rules! integers {
    ($($marker:ident $integer:ty: $expected:literal;)*) => {$(
        impl Decode<types::$marker> for $integer {
            #[inline]
            fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
                let fitting = integer(row.value()).and_then(|value| <$integer>::try_from(value).ok());
                fitting.ok_or_else(|| row.misfit($expected))
            }
        }
    )*};
}

integers! {
    SmallInt i16: "SMALLINT (`i16`)";
    Integer i32: "INTEGER (`i32`)";
    BigInt i64: "BIGINT (`i64`)";
}

impl Decode<types::Boolean> for bool {
    #[inline]
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        match row.value() {
            ValueRef::Boolean(value) => Ok(value),
            ValueRef::Integer(0) => Ok(false),
            ValueRef::Integer(1) => Ok(true),
            _ => Err(row.misfit("BOOLEAN (0 or 1)")),
        }
    }
}

impl Decode<types::Float> for f64 {
    #[inline]
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        match row.value() {
            ValueRef::Float(value) => Ok(value),
            ValueRef::Integer(value) if value.unsigned_abs() <= EXACT => Ok(value as f64),
            ValueRef::Numeric(bytes) => {
                let float = crate::numeric::text(bytes).and_then(|text| text.parse().ok());
                float.ok_or_else(|| row.misfit("float (`f64`)"))
            }
            _ => Err(row.misfit("float (`f64`)")),
        }
    }
}
