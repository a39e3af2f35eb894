//! Serde's maps and sequences → the structs that `schema!` makes.
//!
//! What a derive would write into every table's module stands here once: no user waits for serde's macros and what they generate.

mod values;
mod write;

use serde_core::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Error, Expected, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_core::forward_to_deserialize_any;
use std::fmt;
use std::marker::PhantomData;
use values::FieldValues;
pub use values::Wide;
pub use write::{fields_debug, fields_serialize};

/// A struct that `schema!` made, as serde reads it.
pub trait ReadFields: Sized {
    /// The name of the struct.
    const NAME: &'static str;
    /// The names of its fields, in order.
    const FIELDS: &'static [&'static str];

    /// Reads the fields, in whichever order they come.
    ///
    /// # Errors
    /// Those of the format.
    fn read_fields<'de, F: Fields<'de>>(fields: F) -> Result<Self, F::Error>;
}

/// The fields as a format gives them.
pub trait Fields<'de>: Sized {
    /// The format's error.
    type Error: de::Error;

    /// The number of the field that comes next; those that the struct lacks are passed over.
    fn next_field(&mut self) -> Result<Option<usize>, Self::Error>;

    /// The value of the field that comes next, for its empty place.
    fn read<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) -> Result<(), Self::Error>;

    /// What was read for this field: an `Option` that did not come is `None`.
    fn finish<T: Deserialize<'de>>(&self, field: usize, place: Option<T>) -> Result<T, Self::Error>;

    /// The values of all fields.
    fn read_all<T: FieldValues<'de>>(mut self) -> Result<T, Self::Error> {
        let mut places = T::Places::default();
        while let Some(field) = self.next_field()? {
            T::read(&mut self, field, &mut places)?;
        }
        T::finish(&self, &mut 0, places)
    }
}

/// Reads a struct by serde, as a derived `Deserialize` would.
///
/// # Errors
/// Those of the format.
pub fn fields_deserialize<'de, T: ReadFields, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::FIELDS, StructVisitor(PhantomData))
}

struct StructVisitor<T>(PhantomData<T>);

impl<'de, T: ReadFields> Visitor<'de> for StructVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<T, A::Error> {
        T::read_fields(InOrder { values, next: 0, name: T::NAME, names: T::FIELDS })
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        T::read_fields(ByName { entries, current: 0, names: T::FIELDS })
    }
}

/// Values without names, each at its field's place.
struct InOrder<A> {
    values: A,
    next: usize,
    name: &'static str,
    names: &'static [&'static str],
}

impl<'de, A: SeqAccess<'de>> Fields<'de> for InOrder<A> {
    type Error = A::Error;

    fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        let field = self.next;
        self.next += 1;
        Ok((field < self.names.len()).then_some(field))
    }

    fn read<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        *place = self.values.next_element()?;
        if place.is_some() {
            return Ok(());
        }
        Err(A::Error::invalid_length(self.next - 1, &Elements { name: self.name, number: self.names.len() }))
    }

    fn finish<T: Deserialize<'de>>(&self, field: usize, place: Option<T>) -> Result<T, A::Error> {
        place.ok_or_else(|| A::Error::missing_field(self.names[field]))
    }
}

/// What a sequence should have had.
struct Elements {
    name: &'static str,
    number: usize,
}

impl Expected for Elements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {} with {} element{}", self.name, self.number, if self.number == 1 { "" } else { "s" })
    }
}

/// Entries of a map, whose keys name fields.
struct ByName<A> {
    entries: A,
    current: usize,
    names: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> Fields<'de> for ByName<A> {
    type Error = A::Error;

    fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        while let Some(field) = self.entries.next_key_seed(FieldName(self.names))? {
            if field < self.names.len() {
                self.current = field;
                return Ok(Some(field));
            }
            self.entries.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn read<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        if place.is_some() {
            return Err(A::Error::duplicate_field(self.names[self.current]));
        }
        *place = Some(self.entries.next_value()?);
        Ok(())
    }

    fn finish<T: Deserialize<'de>>(&self, field: usize, place: Option<T>) -> Result<T, A::Error> {
        match place {
            Some(value) => Ok(value),
            None => T::deserialize(Missing { name: self.names[field], error: PhantomData }),
        }
    }
}

/// A key → the number of the field; that of a field which is not there is beyond all of them.
struct FieldName(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_u64<E: de::Error>(self, field: u64) -> Result<usize, E> {
        Ok(usize::try_from(field).unwrap_or(usize::MAX))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<usize, E> {
        self.visit_bytes(name.as_bytes())
    }

    fn visit_bytes<E: de::Error>(self, name: &[u8]) -> Result<usize, E> {
        Ok(self.0.iter().position(|known| known.as_bytes() == name).unwrap_or(usize::MAX))
    }
}

/// A field that did not come: `None` where it may be left out.
struct Missing<E> {
    name: &'static str,
    error: PhantomData<E>,
}

impl<'de, E: de::Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_core::de::value;

    #[derive(Debug, PartialEq)]
    struct Point {
        x: i64,
        y: Option<i64>,
    }

    impl ReadFields for Point {
        const NAME: &'static str = "Point";
        const FIELDS: &'static [&'static str] = &["x", "y"];

        fn read_fields<'de, F: Fields<'de>>(fields: F) -> Result<Self, F::Error> {
            fields.read_all().map(|(x, y)| Point { x, y })
        }
    }

    fn of_map(entries: &[(&'static str, Option<i64>)]) -> Result<Point, String> {
        let json = serde_json::Value::Object(
            entries.iter().map(|(name, value)| (name.to_string(), (*value).into())).collect(),
        );
        fields_deserialize(json).map_err(|error| error.to_string())
    }

    #[test]
    fn fields_are_found_by_name_and_others_passed_over() {
        assert_eq!(of_map(&[("y", Some(2)), ("z", Some(3)), ("x", Some(1))]), Ok(Point { x: 1, y: Some(2) }));
        assert_eq!(of_map(&[("y", None), ("x", Some(1))]), Ok(Point { x: 1, y: None }));
    }

    #[test]
    fn only_an_option_may_be_left_out() {
        assert_eq!(of_map(&[("x", Some(1))]), Ok(Point { x: 1, y: None }));
        assert_eq!(of_map(&[("y", Some(1))]), Err("missing field `x`".to_owned()));
    }

    #[test]
    fn no_field_comes_twice() {
        let twice = value::MapDeserializer::<_, value::Error>::new([("x", 1_i64), ("x", 2)].into_iter());
        let error = fields_deserialize::<Point, _>(twice).unwrap_err();
        assert_eq!(error.to_string(), "duplicate field `x`");
    }

    #[test]
    fn a_sequence_is_read_in_order_and_to_its_end() {
        let read = |json: serde_json::Value| fields_deserialize::<Point, _>(json).map_err(|error| error.to_string());
        assert_eq!(read(serde_json::json!([1, 2])), Ok(Point { x: 1, y: Some(2) }));
        let expected = "invalid length 1, expected struct Point with 2 elements".to_owned();
        assert_eq!(read(serde_json::json!([1])), Err(expected));
        assert!(read(serde_json::json!([1, 2, 3])).is_err());
    }

    /// As many fields as need tuples of tuples.
    #[derive(Debug, PartialEq)]
    struct Broad([i64; 5]);

    impl ReadFields for Broad {
        const NAME: &'static str = "Broad";
        const FIELDS: &'static [&'static str] = &["a", "b", "c", "d", "e"];

        fn read_fields<'de, F: Fields<'de>>(fields: F) -> Result<Self, F::Error> {
            fields.read_all().map(|Wide(((a, b), Wide(((c,), (d, e)))))| Broad([a, b, c, d, e]))
        }
    }

    #[test]
    fn tuples_of_tuples_are_counted_through() {
        let read = |json: serde_json::Value| fields_deserialize::<Broad, _>(json).map_err(|error| error.to_string());
        let broad = Broad([1, 2, 3, 4, 5]);
        assert_eq!(read(serde_json::json!({"e": 5, "d": 4, "c": 3, "b": 2, "a": 1})).as_ref(), Ok(&broad));
        assert_eq!(read(serde_json::json!([1, 2, 3, 4, 5])).as_ref(), Ok(&broad));
        let missing = serde_json::json!({"e": 5, "c": 3, "b": 2, "a": 1});
        assert_eq!(read(missing), Err("missing field `d`".to_owned()));
    }
}
