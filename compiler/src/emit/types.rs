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
    RustType { marker: quote!(::querent::__private::types::#marker), rust }
}

fn types_of_plain(ty: &Type) -> (TokenStream, TokenStream) {
    match ty {
        Type::SmallInt => (quote!(SmallInt), quote!(i16)),
        Type::Integer => (quote!(Integer), quote!(i32)),
        Type::BigInt => (quote!(BigInt), quote!(i64)),
        Type::Boolean => (quote!(Boolean), quote!(bool)),
        Type::Float => (quote!(Float), quote!(f64)),
        Type::Decimal { .. } => (quote!(Decimal), quote!(::querent::__private::bigdecimal::BigDecimal)),
        Type::Text { .. } | Type::Enum(_) => (quote!(Text), quote!(::std::string::String)),
        Type::Bytes { .. } => (quote!(Bytes), quote!(::std::vec::Vec<u8>)),
        Type::Date => (quote!(Date), quote!(::querent::__private::jiff::civil::Date)),
        Type::Time => (quote!(Time), quote!(::querent::__private::jiff::civil::Time)),
        Type::DateTime => (quote!(DateTime), quote!(::querent::__private::jiff::civil::DateTime)),
        Type::Timestamp => (quote!(Timestamp), quote!(::querent::__private::jiff::Timestamp)),
        Type::Uuid => (quote!(Uuid), quote!(::querent::__private::uuid::Uuid)),
        Type::Json => (quote!(Json), quote!(::querent::__private::serde_json::Value)),
    }
}

fn types_marker_of_custom(base: &Type, rust: &TokenStream) -> TokenStream {
    if matches!(base, Type::Json) {
        return quote!(::querent::__private::types::CustomJson<#rust>);
    }
    let (base, _) = types_of_plain(base);
    quote!(::querent::__private::types::Custom<#rust, ::querent::__private::types::#base>)
}

/// The marker of the type that a column with `@type` has in the database.
pub(super) fn types_base_marker(ty: &Type) -> TokenStream {
    let (marker, _) = types_of_plain(ty);
    quote!(::querent::__private::types::#marker)
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

/// What a message calls the type: as in SQL, and as in Rust.
pub(super) fn types_in_words(table: &str, column: &Column) -> String {
    if let Some(rust_type) = &column.rust_type {
        return format!("{} as `{rust_type}`", types_in_sql(&column.ty));
    }
    let rust = match &column.ty {
        Type::Enum(enumeration) => format!("`{table}::{}`", enumeration.rust_name),
        ty => format!("`{}`", types_in_rust(ty)),
    };
    format!("{} ({rust})", types_in_sql(&column.ty))
}

fn types_in_sql(ty: &Type) -> String {
    match ty {
        Type::SmallInt => "SMALLINT".to_owned(),
        Type::Integer => "INTEGER".to_owned(),
        Type::BigInt => "BIGINT".to_owned(),
        Type::Boolean => "BOOLEAN".to_owned(),
        Type::Float => "DOUBLE".to_owned(),
        Type::Decimal { precision, scale } => format!("DECIMAL({precision}, {scale})"),
        Type::Text { max: Some(max) } => format!("VARCHAR({max})"),
        Type::Text { max: None } => "TEXT".to_owned(),
        Type::Bytes { .. } => "BLOB".to_owned(),
        Type::Date => "DATE".to_owned(),
        Type::Time => "TIME".to_owned(),
        Type::DateTime => "DATETIME".to_owned(),
        Type::Timestamp => "TIMESTAMP".to_owned(),
        Type::Uuid => "UUID".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::Enum(_) => "an enumeration".to_owned(),
    }
}

fn types_in_rust(ty: &Type) -> &'static str {
    match ty {
        Type::SmallInt => "i16",
        Type::Integer => "i32",
        Type::BigInt => "i64",
        Type::Boolean => "bool",
        Type::Float => "f64",
        Type::Decimal { .. } => "bigdecimal::BigDecimal",
        Type::Text { .. } | Type::Enum(_) => "String",
        Type::Bytes { .. } => "Vec<u8>",
        Type::Date => "jiff::civil::Date",
        Type::Time => "jiff::civil::Time",
        Type::DateTime => "jiff::civil::DateTime",
        Type::Timestamp => "jiff::Timestamp",
        Type::Uuid => "uuid::Uuid",
        Type::Json => "serde_json::Value",
    }
}

/// The way out for a value of a wrong type, where there is one for all of them.
pub(super) fn types_way_out(table: &str, column: &Column) -> Option<String> {
    if column.rust_type.is_some() {
        return None;
    }
    match &column.ty {
        Type::SmallInt | Type::Integer | Type::BigInt => {
            let rust = types_in_rust(&column.ty);
            Some(format!("a wider integer goes through `{rust}::try_from(…)`"))
        }
        Type::Enum(enumeration) => {
            Some(format!("a text becomes a value by `text.parse::<{table}::{}>()`", enumeration.rust_name))
        }
        _ => None,
    }
}
