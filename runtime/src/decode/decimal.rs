//! Stored decimals → `BigDecimal`, digit by digit.

use super::{Decode, DecodeError, RowReader, ValueRef};
use crate::types;
use bigdecimal::BigDecimal;

impl Decode<types::Decimal> for BigDecimal {
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        let decimal = match row.value() {
            ValueRef::Text(text) => text.parse().ok(),
            ValueRef::Numeric(bytes) => crate::numeric::text(bytes).and_then(|text| text.parse().ok()),
            ValueRef::Integer(value) => Some(BigDecimal::from(value)),
            // The shortest digits that mean the same float: what its writer wrote, up to 15 of them.
            ValueRef::Float(value) => value.to_string().parse().ok(),
            _ => None,
        };
        decimal.ok_or_else(|| row.misfit("DECIMAL"))
    }
}
