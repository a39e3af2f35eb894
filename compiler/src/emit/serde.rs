//! The fields of `Row` and `New` → their `Serialize` and `Deserialize`.

use super::names::literal_text;
use super::rows::rows_name;
use super::tuple::tuple_of_values;
use querent_schema::Column;

/// What serde's derive would write, as far as it differs from one struct to the next.
pub(super) fn serde(name: &str, columns: &[&Column]) -> String {
    let (mut texts, mut writes, mut fields) = (String::new(), String::new(), String::new());
    for (number, column) in columns.iter().enumerate() {
        let (text, field) = (literal_text(&column.rust_name), rows_name(column));
        texts.push_str(&format!("{text}, "));
        writes.push_str(&format!(".field({text}, &self.{field})"));
        fields.push_str(&format!("{field}: value{number}, "));
    }
    let count = columns.len();
    let values = tuple_of_values(&(0..count).map(|number| format!("value{number}")).collect::<Vec<_>>());
    format!(
        "impl ::querent::__private::serde::Serialize for {name} {{
            fn serialize<S: ::querent::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {{
                let mut fields = ::querent::__private::fields_serialize(serializer, {name:?}, {count});
                fields{writes};
                fields.end()
            }}
        }}

        impl<'de> ::querent::__private::serde::Deserialize<'de> for {name} {{
            fn deserialize<D: ::querent::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {{
                ::querent::__private::fields_deserialize(deserializer)
            }}
        }}

        impl ::querent::__private::ReadFields for {name} {{
            const NAME: &'static str = {name:?};
            const FIELDS: &'static [&'static str] = &[{texts}];

            fn read_fields<'de, F: ::querent::__private::Fields<'de>>(fields: F) -> ::core::result::Result<Self, F::Error> {{
                match fields.read_all() {{
                    ::core::result::Result::Ok({values}) => ::core::result::Result::Ok({name} {{ {fields} }}),
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                }}
            }}
        }}\n"
    )
}
