//! The columns of a table → traits that say, in the column's own words, what can be bound to it.

use super::names::ident;
use super::types::{types_base_marker, types_in_words, types_of_column, types_ways_out};
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
    let notes = types_ways_out(&table.rust_name, column).into_iter().map(|note| {
        let note = bind_escaped(&note);
        quote!(, note = #note)
    });
    let impls =
        if column.rust_type.is_some() { bind_custom_impls(column, &name) } else { bind_plain_impl(column, &name) };
    let stored = bind_limit(table, column, quote!(Self::value(value)));
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = "this has type `{T}`" #(#notes)*)]
        pub trait #name<T: ?Sized, F> {
            fn value(value: &T) -> ::querent::__private::Form<F>;
            fn stored(value: &T) -> ::querent::__private::Form<F> {
                #stored
            }
        }
        #impls
    }
}

/// A value that is stored in a column, refused when it is beyond the column's limit. What is only compared has none.
fn bind_limit(table: &Table, column: &Column, form: TokenStream) -> TokenStream {
    let place = format!("{}.{}", table.rust_name, column.rust_name);
    let (limit, limits) = match column.ty {
        Type::Text { max: Some(max) } => ("limit_text", vec![max as usize]),
        Type::Bytes { max: Some(max) } => ("limit_bytes", vec![max as usize]),
        Type::Decimal { precision, scale } => ("limit_decimal", vec![usize::from(precision), usize::from(scale)]),
        _ => return form,
    };
    let limit = ident(limit, Span::call_site());
    quote!(::querent::__private::Form::new(::querent::__private::#limit(#form.or_null(), #(#limits,)* #place)))
}

fn bind_message(table: &Table, column: &Column) -> String {
    let (place, words) =
        (format!("{}.{}", table.rust_name, column.rust_name), types_in_words(&table.rust_name, column));
    format!("column `{}` is {}; `{{T}}` cannot be bound to it", bind_escaped(&place), bind_escaped(&words))
}

/// Braces are places in the texts of `diagnostic::on_unimplemented`.
fn bind_escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn bind_plain_impl(column: &Column, name: &Ident) -> TokenStream {
    let marker = types_of_column(column, &quote!(super::)).marker;
    quote! {
        #[diagnostic::do_not_recommend]
        impl<T: ::querent::__private::Bind<#marker, F> + ?Sized, F> #name<T, F> for ::querent::__private::Braces {
            fn value(value: &T) -> ::querent::__private::Form<F> {
                ::querent::__private::Form::new(::querent::__private::Bind::to_param(value))
            }
        }
    }
}

/// A column with `@type` takes that type, references to it, and options of it.
fn bind_custom_impls(column: &Column, name: &Ident) -> TokenStream {
    let base = types_base_marker(&column.ty);
    let to_param = match column.ty {
        Type::Json => quote!(::querent::__private::bind_json(value)),
        _ => quote!(::querent::__private::bind_custom::<#base, _>(value)),
    };
    quote! {
        #[diagnostic::do_not_recommend]
        impl #name<super::custom::#name, ::querent::__private::Plain> for ::querent::__private::Braces {
            fn value(value: &super::custom::#name) -> ::querent::__private::Form<::querent::__private::Plain> {
                ::querent::__private::Form::new(#to_param)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T: ?Sized, F> #name<&T, F> for ::querent::__private::Braces
        where
            ::querent::__private::Braces: #name<T, F>,
        {
            fn value(value: &&T) -> ::querent::__private::Form<F> {
                <Self as #name<T, F>>::value(*value)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T> #name<::core::option::Option<T>, ::querent::__private::Nullable> for ::querent::__private::Braces
        where
            ::querent::__private::Braces: #name<T, ::querent::__private::Plain>,
        {
            fn value(value: &::core::option::Option<T>) -> ::querent::__private::Form<::querent::__private::Nullable> {
                ::querent::__private::Form::new(match value {
                    ::core::option::Option::Some(value) => <Self as #name<T, ::querent::__private::Plain>>::value(value).or_null(),
                    ::core::option::Option::None => ::querent::__private::Param::Null,
                })
            }
        }
    }
}
