//! A table → `Row`, `New` and `Patch`, and how they are read from and turned into parameters.

use super::names::ident;
use super::schema::schema_column_doc;
use super::serde::serde;
use super::types::{Nullable, types_of_column, types_or_option};
use proc_macro2::{Ident, Span, TokenStream};
use querent_schema::{Column, Filled, Table, Type};
use quote::quote;

/// `Row`: a stored row.
pub(super) fn rows_row(table: &Table) -> TokenStream {
    let columns = || table.columns.iter().filter(|column| !column.hidden);
    let names = columns().map(rows_ident);
    let docs = columns().map(schema_column_doc);
    let types = columns().map(|column| types_or_option(column.nullable.into(), rows_type(column)));
    let reads = columns().map(|column| {
        let (name, marker) = (rows_ident(column), types_of_column(column, &TokenStream::new()).marker);
        quote!(#name: row.get::<#marker, _>()?)
    });
    let doc = format!("A stored row of `{}`.", table.name);
    let serde = serde("Row", columns());
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, PartialEq)]
        pub struct Row { #(#[doc = #docs] pub #names: #types,)* }

        #serde

        #[doc(hidden)]
        pub fn __decode(
            row: &mut ::querent::__private::RowReader<'_>,
        ) -> ::core::result::Result<Row, ::querent::__private::DecodeError> {
            ::core::result::Result::Ok(Row { #(#reads),* })
        }
    }
}

/// `New` and `Patch`: what an insert and an update take.
pub(super) fn rows_new_and_patch(table: &Table) -> TokenStream {
    let columns: Vec<&Column> = table.columns.iter().filter(|column| column.is_writable()).collect();
    let (new, patch) = (rows_new(table, &columns), rows_patch(table, &columns));
    quote!(#new #patch)
}

fn rows_new(table: &Table, columns: &[&Column]) -> TokenStream {
    let names = columns.iter().map(|column| rows_ident(column));
    let docs = columns.iter().map(|column| schema_column_doc(column));
    let types = columns.iter().map(|column| types_or_option(Nullable::from(!column.is_required()), rows_type(column)));
    let default = columns.iter().all(|column| !column.is_required()).then(|| quote!(Default,));
    let doc = format!("A row to be inserted into `{}`; what is `None` takes the column's default.", table.name);
    let serde = serde("New", columns.iter().copied());
    let (constructor, push) = (rows_new_constructor(columns), rows_push(columns, rows_push_new));
    quote! {
        #[doc = #doc]
        #[derive(#default Debug, Clone, PartialEq)]
        pub struct New { #(#[doc = #docs] pub #names: #types,)* }

        #serde

        impl New { #constructor }

        impl ::querent::__private::InsertRow<New> for New { #push }
    }
}

fn rows_new_constructor(columns: &[&Column]) -> TokenStream {
    let (required, others): (Vec<&Column>, Vec<&Column>) = columns.iter().partition(|column| column.is_required());
    let parameters = required.iter().map(|column| {
        let (name, rust) = (rows_ident(column), rows_type(column));
        if rows_is_converted(column) { quote!(#name: impl ::core::convert::Into<#rust>) } else { quote!(#name: #rust) }
    });
    let values = required.iter().map(|column| {
        let name = rows_ident(column);
        if rows_is_converted(column) { quote!(#name: ::core::convert::Into::into(#name)) } else { quote!(#name) }
    });
    let others = others.iter().map(|column| rows_ident(column));
    quote! {
        /// A row with what must be given; everything else is left to its default.
        #[must_use]
        #[allow(clippy::too_many_arguments, clippy::self_named_constructors)]
        pub fn new(#(#parameters),*) -> Self {
            New { #(#values,)* #(#others: ::core::option::Option::None,)* }
        }
    }
}

/// Texts and bytes are taken as whatever becomes one.
fn rows_is_converted(column: &Column) -> bool {
    column.rust_type.is_none() && matches!(column.ty, Type::Text { .. } | Type::Bytes { .. })
}

fn rows_patch(table: &Table, columns: &[&Column]) -> TokenStream {
    let names = columns.iter().map(|column| rows_ident(column));
    let docs = columns.iter().map(|column| schema_column_doc(column));
    let types = columns.iter().map(|column| {
        let value = types_or_option(column.nullable.into(), rows_type(column));
        types_or_option(Nullable::Yes, value)
    });
    let doc =
        format!("Changes of a row of `{}`; what is `None` stays as it is, and `Some(None)` becomes NULL.", table.name);
    let push = rows_push(columns, rows_push_patch);
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Patch { #(#[doc = #docs] pub #names: #types,)* }

        impl ::querent::__private::InsertRow<Patch> for Patch { #push }
    }
}

fn rows_push(columns: &[&Column], push: fn(&Column) -> TokenStream) -> TokenStream {
    let params: Vec<_> = columns.iter().map(|column| push(column)).collect();
    let now = columns.iter().any(|column| matches!(column.filled, Some(Filled::Created | Filled::Updated)));
    let now = now.then(|| quote!(let now = ::querent::__private::Instant::now();));
    quote! {
        fn push_to(&self, params: &mut ::querent::__private::Params) {
            #now
            #(params.push(#params);)*
        }
    }
}

fn rows_push_new(column: &Column) -> TokenStream {
    let name = rows_ident(column);
    if column.is_required() {
        return rows_stored(&name, &quote!(&self.#name));
    }
    let left_out = match column.filled {
        Some(filled) => rows_filled(filled, &column.ty, &quote!(now)),
        None if column.auto_increment => quote!(::querent::__private::Param::Absent),
        None => quote!(::querent::__private::Param::Null),
    };
    rows_match(&name, &left_out)
}

fn rows_push_patch(column: &Column) -> TokenStream {
    let name = rows_ident(column);
    let left_out = match column.filled {
        Some(Filled::Updated) => rows_filled(Filled::Updated, &column.ty, &quote!(now)),
        _ => quote!(::querent::__private::Param::Absent),
    };
    rows_match(&name, &left_out)
}

fn rows_match(name: &Ident, none: &TokenStream) -> TokenStream {
    let some = rows_stored(name, &quote!(value));
    quote! {
        match &self.#name {
            ::core::option::Option::Some(value) => #some,
            ::core::option::Option::None => #none,
        }
    }
}

/// A field, whose type is the column's, as a parameter within the column's limits.
fn rows_stored(name: &Ident, value: &TokenStream) -> TokenStream {
    quote!(<::querent::__private::Braces as bind::#name<_, _>>::stored(#value).or_null())
}

/// What querent writes into a column that was left out. `now` is a `querent::__private::Instant`.
pub(super) fn rows_filled(filled: Filled, ty: &Type, now: &TokenStream) -> TokenStream {
    match filled {
        Filled::Created | Filled::Updated if *ty == Type::DateTime => quote!(#now.datetime()),
        Filled::Created | Filled::Updated => quote!(#now.timestamp()),
        Filled::UuidV4 => quote!(::querent::__private::uuid_v4()),
        Filled::UuidV7 => quote!(::querent::__private::uuid_v7()),
        Filled::Ulid => quote!(::querent::__private::ulid()),
    }
}

pub(super) fn rows_ident(column: &Column) -> Ident {
    ident(&column.rust_name, Span::call_site())
}

fn rows_type(column: &Column) -> TokenStream {
    types_of_column(column, &TokenStream::new()).rust
}
