//! The mistakes of a query → compile errors, and nothing that could cause another.

use crate::ast;
use crate::errors::Error;
use proc_macro2::TokenStream;
use quote::quote;

/// More than this at once help nobody.
const MOST: usize = 8;

/// The expression that a wrong `query!` becomes. An expression that is a `compile_error!` has rustc's error type, about which it says
/// nothing more, whatever is called on it and whatever comes of it. `module` is the table's, where there is such a table: the module
/// counts as used.
pub fn errors(errors: &[Error], module: Option<&TokenStream>) -> TokenStream {
    let errors = errors.iter().take(MOST).map(Error::to_compile_error);
    let module = module.map(|module| quote!(#[allow(unused_imports)] use #module as _;));
    quote!({ #module #(#errors);* })
}

/// What a `query!` becomes while schema.sql has problems, about which `schema!()` speaks: nothing is said about the query.
pub fn broken(table: &ast::Table) -> TokenStream {
    let module = &table.path;
    quote!({
        let query: #module::__Broken = ::core::unreachable!();
        query
    })
}
