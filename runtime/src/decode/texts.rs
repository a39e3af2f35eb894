//! Stored texts and bytes → `String`, `Vec<u8>`, `Uuid`, JSON.

use super::{Decode, DecodeError, RowReader, ValueRef};
use crate::types;

impl Decode<types::Text> for String {
    #[inline]
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        if let Some(text) = row.take_text() {
            return Ok(text);
        }
        match row.value() {
            ValueRef::Text(text) => Ok(text.to_owned()),
            // SQLite keeps digits as a number in columns whose type it does not know for text, such as STRING.
            ValueRef::Integer(value) => Ok(value.to_string()),
            _ => Err(row.misfit("text")),
        }
    }
}

impl Decode<types::Bytes> for Vec<u8> {
    #[inline]
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        match row.value() {
            ValueRef::Bytes(bytes) | ValueRef::BrokenText(bytes) => Ok(bytes.to_vec()),
            ValueRef::Text(text) => Ok(text.as_bytes().to_vec()),
            _ => Err(row.misfit("sequence of bytes")),
        }
    }
}

#[cfg(feature = "uuid")]
impl Decode<types::Uuid> for uuid::Uuid {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let uuid = match row.value() {
            ValueRef::Text(text) => uuid::Uuid::try_parse(text).ok(),
            ValueRef::Bytes(bytes) => uuid::Uuid::from_slice(bytes).ok(),
            ValueRef::Uuid(bytes) => Some(uuid::Uuid::from_bytes(*bytes)),
            _ => None,
        };
        uuid.ok_or_else(|| row.misfit("UUID"))
    }
}

#[cfg(feature = "json")]
impl Decode<types::Json> for serde_json::Value {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        decode_json(row)
    }
}

/// A JSON document as any type that serde reads.
#[cfg(feature = "json")]
pub(super) fn decode_json<T: serde_core::de::DeserializeOwned>(row: &mut RowReader<'_>) -> Result<T, DecodeError> {
    let value = match row.value() {
        ValueRef::Text(text) => serde_json::from_str(text),
        // SQLite keeps the documents `12` and `1.5` as numbers in a column of type JSON.
        ValueRef::Integer(value) => T::deserialize(serde_json::Value::from(value)),
        ValueRef::Float(value) => T::deserialize(serde_json::Value::from(value)),
        _ => return Err(row.misfit("JSON document")),
    };
    value.map_err(|error| row.misfit(format_args!("JSON document of its type: {error}")))
}
