//! The parser of queries: text in; the tree, or the errors with line, column and token, out.

mod print;
mod right;
mod soup;
mod wrong;

use proc_macro2::TokenStream;
use querent_compiler::{
    ast::Query,
    errors::{Error, Errors},
    parse,
};

/// Reads a query, with its mistakes.
fn read(text: &str) -> (Option<Query>, Vec<Error>) {
    let tokens: TokenStream = text.parse().expect("the query is made of tokens of Rust");
    read_tokens(tokens)
}

fn read_tokens(tokens: TokenStream) -> (Option<Query>, Vec<Error>) {
    let mut errors = Errors::new();
    let query = parse::query(tokens, &mut errors);
    (query, errors.finish())
}
