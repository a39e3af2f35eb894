//! The columns of a table → traits that say, in the column's own words, what can be bound to it.

use super::names::ident;
use super::types::{types_base_marker, types_in_words, types_of_column, types_way_out};
use proc_macro2::{Ident, Span, TokenStream};
use querent_schema::{Column, Table, Type};
use quote::quote;

/// The types of `@type(…)`, each under its column's name, so that queries elsewhere reach them through the table's module.
pub(super) fn bind_custom_types(table: &Table) -> TokenStream {
    let aliases: Vec<_> = table.columns.iter().filter_map(bind_custom_type).collect();
    if aliases.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[doc(hidden)]
        pub mod custom {
            use super::*;
            #(#aliases)*
        }
    }
}

fn bind_custom_type(column: &Column) -> Option<TokenStream> {
    let rust_type: TokenStream = column.rust_type.as_ref()?.parse().ok()?;
    let name = ident(&column.rust_name, Span::call_site());
    Some(quote!(pub type #name = #rust_type;))
}

/// One trait per column.
pub(super) fn bind_columns(table: &Table) -> TokenStream {
    let columns = table.columns.iter().map(|column| bind_column(table, column));
    quote! {
        #[doc(hidden)]
        pub mod bind { #(#columns)* }
    }
}

fn bind_column(table: &Table, column: &Column) -> TokenStream {
    let name = ident(&column.rust_name, Span::call_site());
    let message = bind_message(table, column);
    let note = types_way_out(&table.rust_name, column).map(|note| {
        let note = bind_escaped(&note);
        quote!(, note = #note)
    });
    let impls =
        if column.rust_type.is_some() { bind_custom_impls(column, &name) } else { bind_plain_impl(column, &name) };
    let stored = bind_limit(table, column, quote!(self.or_null()));
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = "this has type `{Self}`" #note)]
        pub trait #name<F> {
            fn or_null(&self) -> ::querent::__private::Param;
            fn value(&self) -> ::querent::__private::Param where F: ::querent::__private::Compared {
                self.or_null()
            }
            fn stored_or_null(&self) -> ::querent::__private::Param {
                #stored
            }
            fn stored(&self) -> ::querent::__private::Param where F: ::querent::__private::Stored {
                self.stored_or_null()
            }
        }
        #impls
    }
}

/// A value that is stored in a column, refused when it is beyond the column's limit. What is only compared has none.
fn bind_limit(table: &Table, column: &Column, param: TokenStream) -> TokenStream {
    let place = format!("{}.{}", table.rust_name, column.rust_name);
    match column.ty {
        Type::Text { max: Some(max) } => {
            let max = max as usize;
            quote!(::querent::__private::limit_text(#param, #max, #place))
        }
        Type::Bytes { max: Some(max) } => {
            let max = max as usize;
            quote!(::querent::__private::limit_bytes(#param, #max, #place))
        }
        Type::Decimal { precision, scale } => {
            let (precision, scale) = (usize::from(precision), usize::from(scale));
            quote!(::querent::__private::limit_decimal(#param, #precision, #scale, #place))
        }
        _ => param,
    }
}

fn bind_message(table: &Table, column: &Column) -> String {
    let (place, words) =
        (format!("{}.{}", table.rust_name, column.rust_name), types_in_words(&table.rust_name, column));
    format!("column `{}` is {}; `{{Self}}` cannot be bound to it", bind_escaped(&place), bind_escaped(&words))
}

/// Braces are places in the texts of `diagnostic::on_unimplemented`.
fn bind_escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn bind_plain_impl(column: &Column, name: &Ident) -> TokenStream {
    let marker = types_of_column(column, &quote!(super::)).marker;
    quote! {
        #[diagnostic::do_not_recommend]
        impl<F, T: ::querent::__private::Bind<#marker, F> + ?Sized> #name<F> for T {
            fn or_null(&self) -> ::querent::__private::Param {
                ::querent::__private::Bind::<#marker, F>::to_param(self)
            }
        }
    }
}

/// A column with `@type` takes that type, references to it, and options of it.
fn bind_custom_impls(column: &Column, name: &Ident) -> TokenStream {
    let base = types_base_marker(&column.ty);
    let to_param = match column.ty {
        Type::Json => quote!(::querent::__private::bind_json(self)),
        _ => quote!(::querent::__private::bind_custom::<#base, _>(self)),
    };
    quote! {
        impl #name<::querent::__private::Plain> for super::custom::#name {
            fn or_null(&self) -> ::querent::__private::Param {
                #to_param
            }
        }
        #[diagnostic::do_not_recommend]
        impl<F, T: #name<F> + ?Sized> #name<F> for &T {
            fn or_null(&self) -> ::querent::__private::Param {
                #name::or_null(*self)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T: #name<::querent::__private::Plain>> #name<::querent::__private::Nullable> for ::core::option::Option<T> {
            fn or_null(&self) -> ::querent::__private::Param {
                ::core::option::Option::map_or(::core::option::Option::as_ref(self), ::querent::__private::Param::Null, #name::or_null)
            }
        }
    }
}
