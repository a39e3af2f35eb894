//! A checked query → the call of a constructor with its static data, its values, and how a row is decoded.

use super::inputs::inputs;
use super::names::{generated, ident, module_used, moved_to, operand};
use super::statement::statement;
use super::types::{types_of, types_of_column, types_or_option};
use crate::lower;
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
    let call = quote!(::querent::__private::#constructor(#statement, #params #decode));
    let call = if lower::locks(query) { quote!(::querent::__private::locking(#call)) } else { call };
    if query_names_module(query) { call } else { module_used(&query.module, &call) }
}

/// Whether the call names the table's module for sure.
fn query_names_module(query: &Query) -> bool {
    matches!(&query.output, Output::Rows { shape: Shape { kind: ShapeKind::Row, .. }, .. })
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
        ShapeKind::Into(into) => query_into(into, shape, table, module),
    })
}

/// A record: a struct that only this query has.
fn query_record(shape: &Shape, table: &Table, module: &TokenStream) -> TokenStream {
    let row = query_row();
    let names: Vec<&Ident> = shape.fields.iter().map(|field| &field.name).collect();
    let types = || shape.fields.iter().map(|field| query_field_types(field, table, module));
    let (markers, rusts, fields) =
        (types().map(|types| types.0), types().map(|types| types.1), types().map(|types| types.1));
    quote!({
        #[derive(Debug, Clone, PartialEq)]
        #[allow(dead_code)]
        struct Record { #(pub #names: #fields),* }

        fn decode(
            #row: &mut ::querent::__private::RowReader<'_>,
        ) -> ::core::result::Result<Record, ::querent::__private::DecodeError> {
            ::core::result::Result::Ok(Record { #(#names: #row.get::<#markers, #rusts>()?),* })
        }
        decode
    })
}

/// `as Type`: the user's struct, whose fields rustc checks. All columns are read before any is put into its field, so that rustc speaks
/// of the field, and at the field, when a type differs; a closure lets it infer the parameters of a generic type.
fn query_into(into: &TokenStream, shape: &Shape, table: &Table, module: &TokenStream) -> TokenStream {
    let row = query_row();
    let values: Vec<Ident> = shape.fields.iter().enumerate().map(|(place, field)| query_value(place, field)).collect();
    let reads = shape.fields.iter().zip(&values).map(|(field, value)| {
        let (marker, rust) = query_field_types(field, table, module);
        quote!(let #value = #row.get::<#marker, #rust>()?;)
    });
    let names = shape.fields.iter().map(|field| &field.name);
    quote! {
        |#row: &mut ::querent::__private::RowReader<'_>| {
            #(#reads)*
            ::core::result::Result::Ok(#into { #(#names: #values),* })
        }
    }
}

fn query_value(place: usize, field: &Field) -> Ident {
    ident(&format!("value{place}"), generated(field.name.span()))
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
