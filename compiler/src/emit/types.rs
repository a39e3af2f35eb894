//! Column types → Rust types and the markers by which they are bound and read.

use super::names::ident;
use proc_macro2::{Span, TokenStream};
use querent_schema::{Column, Type};
use quote::quote;

/// How Rust sees a type.
pub(super) struct RustType {
    /// The marker in `querent::types`.
    pub(super) marker: TokenStream,
    /// The type of a field.
    pub(super) rust: TokenStream,
}

/// The type of a column, without NULL; `@type` is honoured. `prefix` leads to the table's module: `users::`, or nothing within it.
pub(super) fn types_of_column(column: &Column, prefix: &TokenStream) -> RustType {
    if column.rust_type.is_none() {
        return types_of(&column.ty, prefix);
    }
    let name = ident(&column.rust_name, Span::call_site());
    let rust = quote!(#prefix custom::#name);
    let marker = types_marker_of_custom(&column.ty, &rust);
    RustType { marker, rust }
}

/// The type of an expression, without NULL.
pub(super) fn types_of(ty: &Type, prefix: &TokenStream) -> RustType {
    if let Type::Enum(enumeration) = ty {
        let name = ident(&enumeration.rust_name, Span::call_site());
        let rust = quote!(#prefix #name);
        return RustType { marker: quote!(::querent::__private::types::Enum<#rust>), rust };
    }
    let (marker, rust) = types_of_plain(ty);
    RustType { marker, rust }
}

/// The marker and the Rust type of anything but an enumeration, for which they are those of a text.
fn types_of_plain(ty: &Type) -> (TokenStream, TokenStream) {
    let ty = if matches!(ty, Type::Enum(_)) { &Type::Text { max: None } } else { ty };
    let marker = ident(ty.marker_name(), Span::call_site());
    let rust = match ty {
        Type::Text { .. } => quote!(::std::string::String),
        Type::Bytes { .. } => quote!(::std::vec::Vec<u8>),
        ty => types_path(&ty.rust_name()),
    };
    (quote!(::querent::__private::types::#marker), rust)
}

/// A primitive type, or a path into a crate that the runtime hands on.
fn types_path(path: &str) -> TokenStream {
    let segments: Vec<_> = path.split("::").map(|segment| ident(segment, Span::call_site())).collect();
    if segments.len() == 1 { quote!(#(#segments)*) } else { quote!(::querent::__private::#(#segments)::*) }
}

fn types_marker_of_custom(base: &Type, rust: &TokenStream) -> TokenStream {
    if matches!(base, Type::Json) {
        return quote!(::querent::__private::types::CustomJson<#rust>);
    }
    let base = types_base_marker(base);
    quote!(::querent::__private::types::Custom<#rust, #base>)
}

/// The marker of the type that a column with `@type` has in the database.
pub(super) fn types_base_marker(ty: &Type) -> TokenStream {
    types_of_plain(ty).0
}

/// `Option<T>` where NULL may be, `T` where not.
pub(super) fn types_or_option(nullable: Nullable, rust: TokenStream) -> TokenStream {
    match nullable {
        Nullable::Yes => quote!(::core::option::Option<#rust>),
        Nullable::No => rust,
    }
}

/// Whether NULL may be.
#[derive(Clone, Copy)]
pub(super) enum Nullable {
    Yes,
    No,
}

impl From<bool> for Nullable {
    fn from(nullable: bool) -> Self {
        if nullable { Nullable::Yes } else { Nullable::No }
    }
}

/// What a message calls the type of a column: as in SQL, and as in Rust.
pub(super) fn types_in_words(table: &str, column: &Column) -> String {
    let sql = column.ty.sql_name();
    match (&column.rust_type, &column.ty) {
        (Some(rust_type), _) => format!("{sql} as `{rust_type}`"),
        (None, Type::Enum(enumeration)) => format!("an enumeration (`{table}::{}`)", enumeration.rust_name),
        (None, ty) => format!("{sql} (`{}`)", ty.rust_name()),
    }
}

/// The ways out for a value of a wrong type, each a note; those that are usual for the type of the column.
pub(super) fn types_ways_out(table: &str, column: &Column) -> Vec<String> {
    if column.rust_type.is_some() {
        return Vec::new();
    }
    let rust = column.ty.rust_name();
    match &column.ty {
        Type::SmallInt | Type::Integer | Type::BigInt => {
            vec![format!("a wider integer goes through `{rust}::try_from(…)`, a text through `text.parse::<{rust}>()`")]
        }
        Type::Boolean | Type::Json => Vec::new(),
        Type::Float => vec!["an integer becomes one by `f64::from(…)`".to_owned()],
        Type::Decimal { .. } => vec![format!("a text becomes one by `text.parse::<{rust}>()`")],
        Type::Text { .. } => vec!["another value becomes a text by `value.to_string()`".to_owned()],
        Type::Bytes { .. } => vec!["a text becomes bytes by `text.as_bytes()`".to_owned()],
        Type::Uuid => vec!["a text becomes one by `text.parse::<uuid::Uuid>()`".to_owned()],
        Type::Enum(enumeration) => {
            vec![format!("a text becomes a value by `text.parse::<{table}::{}>()`", enumeration.rust_name)]
        }
        Type::Date => types_ways_out_of_time("`.date()` is the day of jiff's other types", "NaiveDate", &rust),
        Type::Time => types_ways_out_of_time("`.time()` is the time of jiff's other types", "NaiveTime", &rust),
        Type::DateTime => types_ways_out_of_time(
            "a `jiff::Timestamp` becomes one by `.to_zoned(jiff::tz::TimeZone::UTC).datetime()`",
            "NaiveDateTime",
            &rust,
        ),
        Type::Timestamp => vec![
            "a `jiff::civil::DateTime` becomes one by `.to_zoned(jiff::tz::TimeZone::UTC)`, a text by `.parse::<jiff::Timestamp>()`"
                .to_owned(),
            "chrono's `DateTime` becomes one by `jiff::Timestamp::from_microsecond(time.timestamp_micros())`"
                .to_owned(),
        ],
    }
}

/// From jiff's other types; and from chrono's, whose texts jiff reads.
fn types_ways_out_of_time(from_jiff: &str, chrono: &str, rust: &str) -> Vec<String> {
    let from_chrono = format!("a text, or chrono's `{chrono}`, becomes one by `.to_string().parse::<{rust}>()`");
    vec![from_jiff.to_owned(), from_chrono]
}
