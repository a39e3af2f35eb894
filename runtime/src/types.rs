//! Names for the column types of a schema, as zero-sized markers: what `{…}` is bound to and what a field is read from.

use std::marker::PhantomData;

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}
    )*};
}

markers! {
    /// SMALLINT: `i16`.
    SmallInt;
    /// INTEGER: `i32`.
    Integer;
    /// BIGINT: `i64`.
    BigInt;
    /// BOOLEAN: `bool`.
    Boolean;
    /// REAL, FLOAT and DOUBLE: `f64`.
    Float;
    /// DECIMAL and NUMERIC: `bigdecimal::BigDecimal`.
    Decimal;
    /// TEXT, VARCHAR and CHAR: `String`.
    Text;
    /// BLOB, BYTEA and BINARY: `Vec<u8>`.
    Bytes;
    /// DATE: `jiff::civil::Date`.
    Date;
    /// TIME: `jiff::civil::Time`.
    Time;
    /// DATETIME, and TIMESTAMP WITHOUT TIME ZONE: `jiff::civil::DateTime`.
    DateTime;
    /// TIMESTAMP: `jiff::Timestamp`.
    Timestamp;
    /// UUID: `uuid::Uuid`.
    Uuid;
    /// JSON and JSONB: `serde_json::Value`.
    Json;
}

/// A column that is limited to the values of the enum `E`.
#[derive(Debug, Clone, Copy)]
pub struct Enum<E>(PhantomData<E>);

/// A column of type `S` that Rust sees as `T` (`@type(T)`), by [`ColumnType`](crate::ColumnType).
#[derive(Debug, Clone, Copy)]
pub struct Custom<T, S>(PhantomData<(T, S)>);

/// A JSON column that Rust sees as `T` (`@type(T)`), by serde.
#[derive(Debug, Clone, Copy)]
pub struct CustomJson<T>(PhantomData<T>);
