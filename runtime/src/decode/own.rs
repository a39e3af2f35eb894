//! Stored values → the user's own types: enums of the schema, `@type(T)`, JSON by serde.

use super::{Decode, DecodeError, RowReader, ValueRef};
use crate::custom::ColumnType;
use crate::enums::EnumValue;
use crate::types;

impl<E: EnumValue> Decode<types::Enum<E>> for E {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let value = match row.value() {
            ValueRef::Text(text) => E::from_text(text),
            _ => None,
        };
        value.ok_or_else(|| {
            let values: Vec<_> = E::VALUES.iter().map(|value| format!("'{}'", value.as_str())).collect();
            row.misfit(format_args!("value of its enumeration ({})", values.join(", ")))
        })
    }
}

impl<S, T: ColumnType> Decode<types::Custom<T, S>> for T
where
    T::Base: Decode<S>,
{
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let base = row.keep(T::Base::decode)?;
        T::from_base(base).map_err(|error| row.misfit(format_args!("{}: {error}", std::any::type_name::<T>())))
    }
}

#[cfg(feature = "json")]
impl<T: serde_core::de::DeserializeOwned> Decode<types::CustomJson<T>> for T {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        super::texts::decode_json(row)
    }
}

/// NULL is `None`.
#[cfg(feature = "json")]
impl<T: serde_core::de::DeserializeOwned> Decode<types::CustomJson<T>> for Option<T> {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        if row.null() { Ok(None) } else { super::texts::decode_json(row).map(Some) }
    }
}
