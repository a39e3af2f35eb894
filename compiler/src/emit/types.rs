//! Column types → Rust types and the markers by which they are bound and read.

use super::names::{ident_text, tokens};
use proc_macro2::{Group, TokenStream, TokenTree};
use querent_schema::{Column, Type};

/// How Rust sees a type, as text.
pub(super) struct RustType {
    /// The marker in `querent::types`.
    pub(super) marker: String,
    /// The type of a field.
    pub(super) rust: String,
}

/// The type of a column, without NULL; `@type` is honoured. `prefix` leads to the table's module: [`MODULE`], or nothing within it.
pub(super) fn types_of_column(column: &Column, prefix: &str) -> RustType {
    if column.rust_type.is_none() {
        return types_of(&column.ty, prefix);
    }
    let rust = format!("{prefix}custom::{}", ident_text(&column.rust_name));
    let marker = match &column.ty {
        Type::Json => format!("::querent::__private::types::CustomJson<{rust}>"),
        base => format!("::querent::__private::types::Custom<{rust}, {}>", types_base_marker(base)),
    };
    RustType { marker, rust }
}

/// The marker of a column alone.
pub(super) fn types_marker(column: &Column, prefix: &str) -> String {
    types_of_column(column, prefix).marker
}

/// The type of an expression, without NULL.
pub(super) fn types_of(ty: &Type, prefix: &str) -> RustType {
    if let Type::Enum(enumeration) = ty {
        let rust = format!("{prefix}{}", ident_text(&enumeration.rust_name));
        return RustType { marker: format!("::querent::__private::types::Enum<{rust}>"), rust };
    }
    let rust = match ty {
        Type::Text { .. } => "::std::string::String".to_owned(),
        Type::Bytes { .. } => "::std::vec::Vec<u8>".to_owned(),
        ty => match ty.rust_name() {
            // A type of a crate that the runtime hands on.
            path if path.contains("::") => format!("::querent::__private::{path}"),
            primitive => primitive.into_owned(),
        },
    };
    RustType { marker: types_base_marker(ty), rust }
}

/// The marker of the type that a column with `@type` has in the database; an enumeration is a text there.
pub(super) fn types_base_marker(ty: &Type) -> String {
    let ty = if matches!(ty, Type::Enum(_)) { &Type::Text { max: None } } else { ty };
    format!("::querent::__private::types::{}", ty.marker_name())
}

/// What stands for the table's module, and leads into it, in the text of a type that [`types_tokens`] takes.
pub(super) const MODULE: &str = "__module::";

/// The text of a type as tokens, in which the module is named as the query names it.
pub(super) fn types_tokens(text: &str, module: &TokenStream) -> TokenStream {
    let tokens = tokens(text);
    if text.contains(MODULE) { types_in_module(tokens, module) } else { tokens }
}

fn types_in_module(tokens: TokenStream, module: &TokenStream) -> TokenStream {
    let mut named = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(name) if MODULE.strip_suffix("::").is_some_and(|module| name == module) => {
                named.extend(module.clone())
            }
            TokenTree::Group(group) => {
                let inner = types_in_module(group.stream(), module);
                named.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            other => named.extend([other]),
        }
    }
    named
}

/// `Option<T>` where NULL may be, `T` where not.
pub(super) fn types_or_option(nullable: Nullable, rust: String) -> String {
    match nullable {
        Nullable::Yes => format!("::core::option::Option<{rust}>"),
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
