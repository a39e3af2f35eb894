//! A checked query → the call of a constructor with its static data, its values, and how a row is decoded.

use super::calls::calls_of;
use super::inputs::{Inputs, inputs};
use super::into::{into, into_unnamed};
use super::names::{generated, ident, moved_to, operand, text_literal};
use super::statement::{statement, statement_text};
use super::types::{MODULE, types_of, types_of_column, types_or_option, types_tokens};
use crate::lower;
use crate::plan::{Field, Insert, Output, Query, Rows, Shape, ShapeKind, Verb};
use crate::program::Programs;
use proc_macro2::{Ident, Span, TokenStream};
use querent_schema::{Schema, Table};
use quote::{ToTokens, quote, quote_spanned};

/// The expression that `query!` becomes. `programs` are those of all dialects.
pub fn query(query: &Query, schema: &Schema, programs: &Programs) -> TokenStream {
    let table = &schema.tables[query.table];
    if let Verb::Insert(Insert { rows: Rows::Many { rows, .. }, .. }) = &query.verb {
        let statement = statement(&statement_text(query, schema, programs));
        return query_insert_many(query, &statement, rows, query_decode(query, table));
    }
    let (text, decode) = (text_literal(&statement_text(query, schema, programs)), query_decode(query, table));
    let decode = decode.map(|decode| quote!(, #decode));
    let (module, constructor) = (&query.module, ident(calls_of(&query.output), Span::call_site()));
    let call = match inputs(query, schema) {
        Inputs::Values(values) => quote!(#module::#constructor(#text, [#values] #decode)),
        Inputs::Params(params) => {
            quote!(::querent::__private::with_params(#module::#constructor(#text, [] #decode), #params))
        }
    };
    if lower::locks(query) { quote!(::querent::__private::locking(#call)) } else { call }
}

/// `insert_many {rows}`: the rows become parameters when they are sent.
fn query_insert_many(
    query: &Query,
    statement: &TokenStream,
    rows: &TokenStream,
    decode: Option<TokenStream>,
) -> TokenStream {
    let span = generated(query_span(rows, query.verb_span));
    let (module, rows) = (moved_to(span, &query.module), operand(span, rows));
    match decode {
        Some(decode) => {
            quote_spanned!(span => ::querent::__private::RowList::<#module::New>::insert_many_returning(#rows, #statement, #decode))
        }
        None => quote_spanned!(span => ::querent::__private::RowList::<#module::New>::insert_many(#rows, #statement)),
    }
}

fn query_span(tokens: &TokenStream, otherwise: Span) -> Span {
    tokens.clone().into_iter().next().map_or(otherwise, |token| token.span())
}

/// The function that makes a row of the answer; none for an answer without rows.
fn query_decode(query: &Query, table: &Table) -> Option<TokenStream> {
    let Output::Rows { shape, .. } = &query.output else { return None };
    let module = &query.module;
    Some(match &shape.kind {
        ShapeKind::Row => quote!(#module::__decode),
        ShapeKind::Record => query_record(shape, table, module),
        ShapeKind::Into(ty) => into(ty, shape, table, module),
        ShapeKind::IntoUnnamed(ty) => into_unnamed(ty, shape, table, module),
    })
}

/// A record: a struct that only this query has.
fn query_record(shape: &Shape, table: &Table, module: &TokenStream) -> TokenStream {
    let (row, error) = (query_row(), ident("error", Span::mixed_site()));
    let names: Vec<&Ident> = shape.fields.iter().map(|field| &field.name).collect();
    let values: Vec<Ident> = shape.fields.iter().enumerate().map(|(place, field)| query_value(place, field)).collect();
    let (markers, types): (Vec<_>, Vec<_>) =
        shape.fields.iter().map(|field| query_field_types(field, table, module)).unzip();
    let (markers, pattern) = (query_tuple(&markers), query_tuple(&values));
    quote!({
        #[derive(Debug, Clone, PartialEq)]
        #[allow(dead_code)]
        struct Record { #(pub #names: #types),* }

        fn decode(
            #row: &mut ::querent::__private::RowReader<'_>,
        ) -> ::core::result::Result<Record, ::querent::__private::DecodeError> {
            match #row.get::<#markers, _>() {
                ::core::result::Result::Ok(#pattern) => ::core::result::Result::Ok(Record { #(#names: #values),* }),
                ::core::result::Result::Err(#error) => ::core::result::Result::Err(#error),
            }
        }
        decode
    })
}

/// One call reads all columns: a `?` for each would be the dearest part of a record. Longer tuples than `TUPLE` are made of tuples.
pub(super) fn query_tuple<T: ToTokens>(items: &[T]) -> TokenStream {
    const TUPLE: usize = 12;
    if items.len() <= TUPLE {
        return quote!((#(#items,)*));
    }
    let parts: Vec<TokenStream> = items.chunks(items.len().div_ceil(TUPLE).max(TUPLE)).map(query_tuple).collect();
    quote!((#(#parts,)*))
}

/// The variable that holds a column until it is put into its field.
pub(super) fn query_value(place: usize, field: &Field) -> Ident {
    ident(&format!("value{place}"), generated(field.name.span()))
}

pub(super) fn query_row() -> Ident {
    ident("row", Span::mixed_site())
}

/// The marker of a field and its Rust type, with `Option` where it may be NULL.
pub(super) fn query_field_types(field: &Field, table: &Table, module: &TokenStream) -> (TokenStream, TokenStream) {
    let types = match field.column {
        Some(column) => types_of_column(&table.columns[column], MODULE),
        None => types_of(&field.expr.ty, MODULE),
    };
    let rust = types_or_option(field.expr.nullable.into(), types.rust);
    (types_tokens(&types.marker, module), types_tokens(&rust, module))
}
