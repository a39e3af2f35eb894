//! The checker of queries: text in; the plan, or the errors with line, column and token, out.

mod any;
mod hints;
mod print;
mod right;
mod wrong;

use proc_macro2::TokenStream;
use querent_compiler::{check, errors::Error, errors::Errors, parse, plan};
use querent_schema::Schema;
use std::sync::LazyLock;

/// The schema of the project's tests, and tables for rules that it has no case of.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = format!("{}\n{}", include_str!("../../../schema.sql"), include_str!("more.sql"));
    querent_schema::parse(&text).unwrap_or_else(|problems| panic!("the schema of the tests is wrong: {problems:?}"))
});

/// Checks a query, with its mistakes.
fn check(text: &str) -> (Option<plan::Query>, Vec<Error>) {
    let tokens: TokenStream = text.parse().expect("the query is made of tokens of Rust");
    let mut errors = Errors::new();
    let query = parse::query(tokens, &mut errors);
    let plan = query.as_ref().and_then(|query| check::query(query, &SCHEMA, &mut errors));
    let errors = errors.finish();
    assert_eq!(plan.is_none(), !errors.is_empty(), "a plan or errors, never both and never neither: {text}");
    (plan, errors)
}
