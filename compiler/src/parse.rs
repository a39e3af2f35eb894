//! Tokens → [`ast::Query`]: tolerant, every mistake at its token, holes where something could not be read.

use crate::{ast, errors::Errors};
use proc_macro2::TokenStream;

/// Reads a query. `None` only when there is not even a table's name.
pub fn query(_tokens: TokenStream, _errors: &mut Errors) -> Option<ast::Query> {
    None
}
