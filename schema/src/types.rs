//! The type table: what each column type is called in each place.

use crate::model::Enum;

/// What a column or an expression holds. NULL is not part of the type.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// 16 bits: `i16`.
    SmallInt,
    /// 32 bits: `i32`.
    Integer,
    /// 64 bits: `i64`.
    BigInt,
    /// `bool`.
    Boolean,
    /// 64 bits of floating point: `f64`, never NaN.
    Float,
    /// An exact number of at most `precision` digits, `scale` of them behind the point.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits behind the point, at most `precision`.
        scale: u8,
    },
    /// Text, at most `max` characters where given: `String`.
    Text {
        /// The limit in characters.
        max: Option<u32>,
    },
    /// Bytes, at most `max` where given: `Vec<u8>`.
    Bytes {
        /// The limit in bytes.
        max: Option<u32>,
    },
    /// A day without a zone.
    Date,
    /// A time of day without a zone, to the microsecond.
    Time,
    /// A day and time without a zone, to the microsecond.
    DateTime,
    /// An instant in UTC, to the microsecond.
    Timestamp,
    /// 128 bits.
    Uuid,
    /// A JSON document.
    Json,
    /// One of a set of texts.
    Enum(Enum),
}
