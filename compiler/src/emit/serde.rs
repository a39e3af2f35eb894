//! The fields of `Row` and `New` → their `Serialize` and `Deserialize`.

use super::names::ident;
use super::rows::rows_ident;
use proc_macro2::{Ident, Span, TokenStream};
use querent_schema::Column;
use quote::quote;

/// What serde's derive would write, as far as it differs from one struct to the next.
pub(super) fn serde<'c>(name: &str, columns: impl Iterator<Item = &'c Column> + Clone) -> TokenStream {
    let (serialize, deserialize) = (serde_serialize(name, columns.clone()), serde_deserialize(name, columns));
    quote!(#serialize #deserialize)
}

fn serde_serialize<'c>(name: &str, columns: impl Iterator<Item = &'c Column> + Clone) -> TokenStream {
    let (fields, texts) = (columns.clone().map(rows_ident), columns.clone().map(|column| &*column.rust_name));
    let (number, structure) = (columns.count(), ident(name, Span::call_site()));
    quote! {
        impl ::querent::__private::serde::Serialize for #structure {
            fn serialize<S: ::querent::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                use ::querent::__private::serde::ser::SerializeStruct as _;
                let mut fields = serializer.serialize_struct(#name, #number)?;
                #(fields.serialize_field(#texts, &self.#fields)?;)*
                fields.end()
            }
        }
    }
}

fn serde_deserialize<'c>(name: &str, columns: impl Iterator<Item = &'c Column> + Clone) -> TokenStream {
    let (fields, texts) = (columns.clone().map(rows_ident), columns.clone().map(|column| &*column.rust_name));
    let numbers: Vec<usize> = (0..columns.count()).collect();
    let places: Vec<Ident> = numbers.iter().map(|number| ident(&format!("field{number}"), Span::call_site())).collect();
    let structure = ident(name, Span::call_site());
    quote! {
        impl<'de> ::querent::__private::serde::Deserialize<'de> for #structure {
            fn deserialize<D: ::querent::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                ::querent::__private::fields_deserialize(deserializer)
            }
        }

        impl ::querent::__private::ReadFields for #structure {
            const NAME: &'static str = #name;
            const FIELDS: &'static [&'static str] = &[#(#texts),*];

            fn read_fields<'de, F: ::querent::__private::Fields<'de>>(mut fields: F) -> ::core::result::Result<Self, F::Error> {
                #(let mut #places = ::core::option::Option::None;)*
                while let ::core::option::Option::Some(field) = fields.next_field()? {
                    match field {
                        #(#numbers => fields.read(&mut #places)?,)*
                        _ => {}
                    }
                }
                ::core::result::Result::Ok(#structure { #(#fields: fields.finish(#numbers, #places)?),* })
            }
        }
    }
}
