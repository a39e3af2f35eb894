//! The structs that `schema!` makes → serde and `Debug`.

use serde_core::ser::{Serialize, SerializeStruct, Serializer};
use std::fmt;

/// A struct of that many fields on its way to serde: an error is kept until its end, for a `?` behind each field would cost rustc more than
/// the field.
pub fn fields_serialize<S: Serializer>(serializer: S, name: &'static str, fields: usize) -> WriteFields<S> {
    WriteFields(serializer.serialize_struct(name, fields))
}

/// See [`fields_serialize`].
#[expect(missing_debug_implementations, reason = "what serde writes into has none")]
pub struct WriteFields<S: Serializer>(Result<S::SerializeStruct, S::Error>);

impl<S: Serializer> WriteFields<S> {
    /// The next field.
    pub fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> &mut Self {
        if let Ok(fields) = &mut self.0
            && let Err(error) = fields.serialize_field(name, value)
        {
            self.0 = Err(error);
        }
        self
    }

    /// What the format made of all of them.
    ///
    /// # Errors
    /// The first one.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Writes a struct as a derived `Debug` would.
///
/// # Errors
/// Those of the formatter.
pub fn fields_debug(f: &mut fmt::Formatter<'_>, name: &str, names: &[&str], values: &[&dyn fmt::Debug]) -> fmt::Result {
    let mut fields = f.debug_struct(name);
    for (name, value) in names.iter().zip(values) {
        fields.field(name, value);
    }
    fields.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_of_a_format_is_given_at_the_end() {
        /// What JSON cannot write.
        struct Refused;

        impl Serialize for Refused {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde_core::ser::Error::custom("refused"))
            }
        }

        let mut fields = fields_serialize(serde_json::value::Serializer, "Point", 3);
        fields.field("x", &1).field("y", &Refused).field("z", &2);
        assert_eq!(fields.end().unwrap_err().to_string(), "refused");
        let mut fields = fields_serialize(serde_json::value::Serializer, "Point", 2);
        fields.field("x", &1).field("y", &None::<i64>);
        assert_eq!(fields.end().unwrap(), serde_json::json!({"x": 1, "y": null}));
    }
}
