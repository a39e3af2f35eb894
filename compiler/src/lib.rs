//! What a query is: tokens become a checked plan, the plan becomes texts for each dialect, texts become Rust tokens.
//!
//! Pure: no I/O, no environment. Phases, each a module with a function of its name: [`parse`] → [`check`] → [`lower`] →
//! [`render`] → [`emit`]. `check` is the last that can fail.

// Nobody but the macros calls this crate: docs stand where name and type do not say it all.
#![allow(missing_docs)]

extern crate proc_macro;

pub mod ast;
mod attribute;
pub mod check;
pub mod editor;
pub mod emit;
pub mod errors;
mod features;
mod keywords;
pub mod lower;
pub mod parse;
pub mod plan;
pub mod program;
pub mod render;

pub use attribute::test;
use proc_macro2::{Span, TokenStream};
use querent_schema::Schema;

/// The whole way of `query!`: tokens and schema in, an expression out, whatever was written. `file` is what messages call schema.sql.
pub fn query(tokens: TokenStream, schema: &Schema, file: &str) -> TokenStream {
    let mut errors = errors::Errors::about(file);
    let query = parse::query(tokens, &mut errors);
    let plan = query.as_ref().and_then(|query| check::query(query, schema, &mut errors));
    let errors = errors.finish();
    match plan {
        Some(plan) if errors.is_empty() => {
            let programs = render::programs(&plan, schema);
            emit::query(&plan, schema, &programs)
        }
        _ => {
            let known = query.filter(|query| is_known(&query.table, schema));
            emit::errors(&errors, known.map(|query| query.table.path).as_ref())
        }
    }
}

/// `query!` while schema.sql has problems: mistakes that need no schema, or nothing at all where the table is among what could be read.
pub fn query_of_broken_schema(tokens: TokenStream, schema: &Schema, file: &str) -> TokenStream {
    let mut errors = errors::Errors::about(file);
    let query = parse::query(tokens, &mut errors);
    let Some(query) = query else { return emit::errors(&errors.finish(), None) };
    let known = is_known(&query.table, schema);
    if !known {
        let table = &query.table.name;
        errors.push(table.span, format!("{file} has problems, and no table `{}` among what could be read", table.text));
    }
    match errors.finish() {
        errors if errors.is_empty() => emit::broken_query(&query.table),
        errors => emit::errors(&errors, known.then_some(&query.table.path)),
    }
}

/// What an editor is given instead of what `query!` became: the same, behind statements in which each name stands where it can be
/// completed. `start` gives the place before the first character of a span.
pub fn query_in_editor(
    tokens: TokenStream,
    schema: &Schema,
    became: &TokenStream,
    start: fn(Span) -> Span,
) -> TokenStream {
    let table = |name: &str| schema.table_by_rust_name(name).map(|table| &schema.tables[table]);
    emit::editor_query(&editor::scan(tokens, table), table, became, start)
}

/// `query!` where there is no schema.sql: mistakes that need no schema, or nothing at all. `schema!()` says that there is none.
pub fn query_without_schema(tokens: TokenStream) -> TokenStream {
    let mut errors = errors::Errors::new();
    parse::query(tokens, &mut errors);
    match errors.finish() {
        errors if errors.is_empty() => emit::query_without_schema(),
        errors => emit::errors(&errors, None),
    }
}

fn is_known(table: &ast::Table, schema: &Schema) -> bool {
    schema.table_by_rust_name(&table.name.text).is_some()
}
