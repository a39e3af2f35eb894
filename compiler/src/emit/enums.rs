//! Enumerated columns and named enumerations → Rust enums.

use super::names::ident;
use proc_macro2::{Span, TokenStream};
use querent_schema::{Enum, Table, Type};
use quote::quote;

/// The enums of a table: its own, and those with a name of their own under the table's name too.
pub(super) fn enums_of_table(table: &Table) -> TokenStream {
    let mut seen = Vec::new();
    let enums = table.columns.iter().filter_map(|column| {
        let Type::Enum(enumeration) = &column.ty else { return None };
        if seen.contains(&&enumeration.rust_name) {
            return None;
        }
        seen.push(&enumeration.rust_name);
        Some(if enumeration.type_name.is_some() { enums_alias(enumeration) } else { enums_one(enumeration) })
    });
    let enums: Vec<_> = enums.collect();
    quote!(#(#enums)*)
}

fn enums_alias(enumeration: &Enum) -> TokenStream {
    let name = ident(&enumeration.rust_name, Span::call_site());
    quote!(pub use super::#name;)
}

/// One enum with its conversions.
pub(super) fn enums_one(enumeration: &Enum) -> TokenStream {
    let name = ident(&enumeration.rust_name, Span::call_site());
    let variants: Vec<_> = enumeration.variants.iter().map(|variant| ident(variant, Span::call_site())).collect();
    let texts: Vec<&str> = enumeration.values.iter().map(|value| &**value).collect();
    let docs = texts.iter().map(|text| format!("`{text}` in the database."));
    let doc = format!("One of {}.", texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", "));
    let conversions = enums_conversions(&name);
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(dead_code, unreachable_pub, nonstandard_style)]
        pub enum #name { #(#[doc = #docs] #variants,)* }

        #[allow(dead_code, unreachable_pub)]
        impl #name {
            /// All values, in the order of the schema.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The text in the database.
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }
        }

        #conversions
    }
}

fn enums_conversions(name: &proc_macro2::Ident) -> TokenStream {
    quote! {
        impl ::querent::__private::EnumValue for #name {
            const VALUES: &'static [Self] = Self::ALL;
            fn as_str(self) -> &'static str {
                self.as_str()
            }
        }

        #[diagnostic::do_not_recommend]
        impl ::querent::__private::Bind<::querent::__private::types::Enum<#name>> for #name {
            fn to_param(&self) -> ::querent::__private::Param {
                ::querent::__private::Param::Text(::std::string::String::from(self.as_str()))
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = ::querent::__private::UnknownValue;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::querent::__private::enum_from_str(text)
            }
        }

        impl ::querent::__private::serde::Serialize for #name {
            fn serialize<S: ::querent::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::querent::__private::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::querent::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::querent::__private::enum_deserialize(deserializer)
            }
        }
    }
}
