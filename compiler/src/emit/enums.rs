//! Enumerated columns and named enumerations → Rust enums.

use super::names::{ident_text, literal_text};
use querent_schema::{Enum, Table, Type};

/// The enums of a table: its own, and those with a name of their own under the table's name too.
pub(super) fn enums_of_table(table: &Table) -> String {
    let mut seen = Vec::new();
    let mut enums = String::new();
    for column in table.columns.iter() {
        let Type::Enum(enumeration) = &column.ty else { continue };
        if seen.contains(&&enumeration.rust_name) {
            continue;
        }
        seen.push(&enumeration.rust_name);
        enums.push_str(&if enumeration.type_name.is_some() {
            enums_alias(enumeration)
        } else {
            enums_one(enumeration)
        });
    }
    enums
}

fn enums_alias(enumeration: &Enum) -> String {
    format!("pub use super::{};\n", ident_text(&enumeration.rust_name))
}

/// One enum with its conversions.
pub(super) fn enums_one(enumeration: &Enum) -> String {
    let name = ident_text(&enumeration.rust_name);
    let (mut declared, mut all, mut texts) = (String::new(), String::new(), String::new());
    for (variant, text) in enumeration.variants.iter().zip(enumeration.values.iter()) {
        let variant = ident_text(variant);
        declared.push_str(&format!("#[doc = {:?}] {variant}, ", format!("`{text}` in the database.")));
        all.push_str(&format!("Self::{variant}, "));
        texts.push_str(&format!("Self::{variant} => {}, ", literal_text(text)));
    }
    let values: Vec<String> = enumeration.values.iter().map(|text| format!("`{text}`")).collect();
    let doc = literal_text(&format!("One of {}.", values.join(", ")));
    let conversions = enums_conversions(&name);
    format!(
        "#[doc = {doc}]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(dead_code, unreachable_pub, nonstandard_style)]
        pub enum {name} {{ {declared} }}

        #[allow(dead_code, unreachable_pub)]
        impl {name} {{
            /// All values, in the order of the schema.
            pub const ALL: &'static [Self] = &[{all}];

            /// The text in the database.
            pub const fn as_str(self) -> &'static str {{
                match self {{ {texts} }}
            }}
        }}

        {conversions}"
    )
}

fn enums_conversions(name: &str) -> String {
    format!(
        "impl ::querent::__private::EnumValue for {name} {{
            const VALUES: &'static [Self] = Self::ALL;
            fn as_str(self) -> &'static str {{
                self.as_str()
            }}
        }}

        #[diagnostic::do_not_recommend]
        impl ::querent::__private::Bind<::querent::__private::types::Enum<{name}>> for {name} {{
            fn to_param(&self) -> ::querent::__private::Param<'_> {{
                ::querent::__private::Param::Text(::std::borrow::Cow::Borrowed(self.as_str()))
            }}
        }}

        impl ::core::fmt::Display for {name} {{
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{
                f.pad(self.as_str())
            }}
        }}

        impl ::core::str::FromStr for {name} {{
            type Err = ::querent::__private::UnknownValue;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {{
                ::querent::__private::enum_from_str(text)
            }}
        }}

        impl ::querent::__private::serde::Serialize for {name} {{
            fn serialize<S: ::querent::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {{
                serializer.serialize_str(self.as_str())
            }}
        }}

        impl<'de> ::querent::__private::serde::Deserialize<'de> for {name} {{
            fn deserialize<D: ::querent::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {{
                ::querent::__private::enum_deserialize(deserializer)
            }}
        }}\n"
    )
}
