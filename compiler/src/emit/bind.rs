//! The columns of a table → traits that say, in the column's own words, what can be bound to it.

use super::names::{ident_text, literal_text};
use super::types::{types_base_marker, types_in_words, types_marker, types_ways_out};
use proc_macro2::TokenStream;
use querent_schema::{Column, Table, Type};

/// The types of `@type(…)`, each under its column's name, so that queries elsewhere reach them through the table's module.
pub(super) fn bind_custom_types(table: &Table) -> String {
    let aliases: String = table.columns.iter().filter_map(bind_custom_type).collect();
    if aliases.is_empty() {
        return aliases;
    }
    format!("#[doc(hidden)] pub mod custom {{ use super::*; {aliases} }}\n")
}

fn bind_custom_type(column: &Column) -> Option<String> {
    let rust_type = column.rust_type.as_ref().filter(|text| text.parse::<TokenStream>().is_ok())?;
    Some(format!("pub type {} = {rust_type};", ident_text(&column.rust_name)))
}

/// One trait per column.
pub(super) fn bind_columns(table: &Table) -> String {
    let columns: String = table.columns.iter().map(|column| bind_column(table, column)).collect();
    format!("#[doc(hidden)] pub mod bind {{ {columns} }}\n")
}

fn bind_column(table: &Table, column: &Column) -> String {
    let name = ident_text(&column.rust_name);
    let message = literal_text(&bind_message(table, column));
    let mut notes = String::new();
    for note in types_ways_out(&table.rust_name, column) {
        notes.push_str(&format!(", note = {:?}", bind_escaped(&note)));
    }
    let impls =
        if column.rust_type.is_some() { bind_custom_impls(column, &name) } else { bind_plain_impl(column, &name) };
    let stored = if bind_is_limited(column) { bind_stored(table, column) } else { String::new() };
    format!(
        "#[diagnostic::on_unimplemented(message = {message}, label = \"this has type `{{T}}`\"{notes})]
        pub trait {name}<T: ?Sized, F> {{
            fn value(value: &T) -> ::querent::__private::Form<F>;
            {stored}
        }}
        {impls}"
    )
}

/// Whether the column takes only a part of what can be bound to it. Its trait then has `stored` beside `value`.
pub(super) fn bind_is_limited(column: &Column) -> bool {
    matches!(column.ty, Type::Text { max: Some(_) } | Type::Bytes { max: Some(_) } | Type::Decimal { .. })
}

/// A value that is stored in the column, refused when it is beyond the column's limit. What is only compared has none.
fn bind_stored(table: &Table, column: &Column) -> String {
    let limited = bind_limited(table, column, "Self::value(value).or_null()".to_owned());
    format!("fn stored(value: &T) -> ::querent::__private::Form<F> {{ ::querent::__private::Form::new({limited}) }}")
}

/// A parameter, refused when it is beyond the column's limit.
pub(super) fn bind_limited(table: &Table, column: &Column, param: String) -> String {
    let (limit, limits) = match column.ty {
        Type::Text { max: Some(max) } => ("limit_text", max.to_string()),
        Type::Bytes { max: Some(max) } => ("limit_bytes", max.to_string()),
        Type::Decimal { precision, scale } => ("limit_decimal", format!("{precision}, {scale}")),
        _ => return param,
    };
    let place = literal_text(&format!("{}.{}", table.rust_name, column.rust_name));
    format!("::querent::__private::{limit}({param}, {limits}, {place})")
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

fn bind_plain_impl(column: &Column, name: &str) -> String {
    let marker = types_marker(column, "super::");
    format!(
        "#[diagnostic::do_not_recommend]
        impl<T: ::querent::__private::Bind<{marker}, F> + ?Sized, F> {name}<T, F> for ::querent::__private::Braces {{
            fn value(value: &T) -> ::querent::__private::Form<F> {{
                ::querent::__private::Form::new(::querent::__private::Bind::to_param(value))
            }}
        }}\n"
    )
}

/// A column with `@type` takes that type, references to it, and options of it.
fn bind_custom_impls(column: &Column, name: &str) -> String {
    let to_param = match column.ty {
        Type::Json => "::querent::__private::bind_json(value)".to_owned(),
        _ => format!("::querent::__private::bind_custom::<{}, _>(value)", types_base_marker(&column.ty)),
    };
    format!(
        "#[diagnostic::do_not_recommend]
        impl {name}<super::custom::{name}, ::querent::__private::Plain> for ::querent::__private::Braces {{
            fn value(value: &super::custom::{name}) -> ::querent::__private::Form<::querent::__private::Plain> {{
                ::querent::__private::Form::new({to_param})
            }}
        }}
        #[diagnostic::do_not_recommend]
        impl<T: ?Sized, F> {name}<&T, F> for ::querent::__private::Braces
        where
            ::querent::__private::Braces: {name}<T, F>,
        {{
            fn value(value: &&T) -> ::querent::__private::Form<F> {{
                <Self as {name}<T, F>>::value(*value)
            }}
        }}
        #[diagnostic::do_not_recommend]
        impl<T> {name}<::core::option::Option<T>, ::querent::__private::Nullable> for ::querent::__private::Braces
        where
            ::querent::__private::Braces: {name}<T, ::querent::__private::Plain>,
        {{
            fn value(value: &::core::option::Option<T>) -> ::querent::__private::Form<::querent::__private::Nullable> {{
                ::querent::__private::Form::new(match value {{
                    ::core::option::Option::Some(value) => <Self as {name}<T, ::querent::__private::Plain>>::value(value).or_null(),
                    ::core::option::Option::None => ::querent::__private::Param::Null,
                }})
            }}
        }}\n"
    )
}
