//! A checked query → the call of a constructor with its static data, its values, and how a row is decoded.

use super::inputs::inputs;
use super::names::{generated, ident, moved_to, operand};
use super::statement::statement;
use super::types::{types_of, types_of_column, types_or_option};
use crate::plan::{Field, Insert, Many, Output, Query, Rows, Shape, ShapeKind, Verb};
use crate::program::Program;
use proc_macro2::{Ident, Span, TokenStream};
use querent_schema::{Schema, Table};
use quote::{quote, quote_spanned};

/// The expression that `query!` becomes. `programs` are in the order of `Dialect::ALL`.
pub fn query(query: &Query, schema: &Schema, programs: &[Program]) -> TokenStream {
    let statement = statement(query, schema, programs);
    let decode = query_decode(query, &schema.tables[query.table]);
    if let Verb::Insert(Insert { rows: Rows::Many { rows, .. }, .. }) = &query.verb {
        return query_insert_many(query, &statement, rows, decode);
    }
    let params = inputs(query, schema);
    let constructor = ident(query_constructor(&query.output), Span::call_site());
    let decode = decode.map(|decode| quote!(, #decode));
    quote!(::querent::__private::#constructor(#statement, #params #decode))
}

fn query_constructor(output: &Output) -> &'static str {
    match output {
        Output::Rows { many: Many::All, .. } => "query_rows",
        Output::Rows { many: Many::First, .. } => "query_first",
        Output::Rows { many: Many::One, .. } => "query_one",
        Output::Count => "query_count",
        Output::Exists => "query_exists",
        Output::Nothing => "query_nothing",
    }
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
            quote_spanned!(span => ::querent::__private::insert_many_returning::<#module::New, _, _>(#statement, #rows, #decode))
        }
        None => quote_spanned!(span => ::querent::__private::insert_many::<#module::New, _>(#statement, #rows)),
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
        ShapeKind::Row => quote!(#module::Row::__decode),
        ShapeKind::Record => query_record(shape, table, module),
        ShapeKind::Into(into) => query_into(shape, table, module, into),
    })
}

/// A record: a struct that only this query has.
fn query_record(shape: &Shape, table: &Table, module: &TokenStream) -> TokenStream {
    let fields = shape.fields.iter().map(|field| {
        let (name, rust) = (&field.name, query_field_types(field, table, module).1);
        quote!(pub #name: #rust)
    });
    let reads = query_reads(shape, table, module);
    let decode = query_decoder(&quote!(Record), &reads);
    quote!({
        #[derive(Debug, Clone, PartialEq)]
        #[allow(dead_code)]
        struct Record { #(#fields),* }
        #decode
    })
}

/// `as Type`: the user's struct, whose fields rustc checks.
fn query_into(shape: &Shape, table: &Table, module: &TokenStream, into: &TokenStream) -> TokenStream {
    query_decoder(into, &query_reads(shape, table, module))
}

/// One `name: value` per field, in the order of the columns.
fn query_reads(shape: &Shape, table: &Table, module: &TokenStream) -> Vec<TokenStream> {
    let row = query_row();
    let read = |field: &Field| {
        let (name, (marker, rust)) = (&field.name, query_field_types(field, table, module));
        quote!(#name: #row.get::<#marker, #rust>()?)
    };
    shape.fields.iter().map(read).collect()
}

fn query_decoder(ty: &TokenStream, reads: &[TokenStream]) -> TokenStream {
    let row = query_row();
    quote! {
        |#row: &mut ::querent::__private::RowReader<'_>| ::core::result::Result::Ok(#ty { #(#reads),* })
    }
}

fn query_row() -> Ident {
    ident("row", Span::mixed_site())
}

/// The marker of a field and its Rust type, with `Option` where it may be NULL.
fn query_field_types(field: &Field, table: &Table, module: &TokenStream) -> (TokenStream, TokenStream) {
    let prefix = quote!(#module::);
    let types = match field.column {
        Some(column) => types_of_column(&table.columns[column], &prefix),
        None => types_of(&field.expr.ty, &prefix),
    };
    (types.marker, types_or_option(field.expr.nullable.into(), types.rust))
}
