//! The enums that `schema!` makes: texts of the database ↔ values.

use serde_core::{Deserialize, Deserializer, de};
use std::borrow::Cow;
use std::fmt;

/// An enum that `schema!` made: each value has one text.
pub trait EnumValue: Copy + 'static {
    /// All values, in the order of the schema.
    const VALUES: &'static [Self];

    /// The text in the database.
    fn as_str(self) -> &'static str;

    /// The value that has this text.
    fn from_text(text: &str) -> Option<Self> {
        Self::VALUES.iter().copied().find(|value| value.as_str() == text)
    }
}

/// A text that is none of an enumeration's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    message: String,
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for UnknownValue {}

/// The value of a text, or a message that lists all values.
pub fn enum_from_str<E: EnumValue>(text: &str) -> Result<E, UnknownValue> {
    E::from_text(text).ok_or_else(|| {
        let values: Vec<_> = E::VALUES.iter().map(|value| format!("`{}`", value.as_str())).collect();
        UnknownValue { message: format!("`{text}` is none of {}", values.join(", ")) }
    })
}

/// Reads the text of a value by serde.
pub fn enum_deserialize<'de, E: EnumValue, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    enum_from_str(&text).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Mood {
        Good,
        Bad,
    }

    impl EnumValue for Mood {
        const VALUES: &'static [Self] = &[Mood::Good, Mood::Bad];
        fn as_str(self) -> &'static str {
            match self {
                Mood::Good => "good",
                Mood::Bad => "bad",
            }
        }
    }

    #[test]
    fn a_text_is_a_value_or_an_error_that_lists_them() {
        assert_eq!(enum_from_str("bad"), Ok(Mood::Bad));
        let error = enum_from_str::<Mood>("Bad").unwrap_err();
        assert_eq!(error.to_string(), "`Bad` is none of `good`, `bad`");
    }

    #[test]
    fn serde_reads_the_text() {
        use serde_core::de::IntoDeserializer;
        let text: serde_core::de::value::StrDeserializer<'_, de::value::Error> = "good".into_deserializer();
        assert_eq!(enum_deserialize(text), Ok(Mood::Good));
    }
}
