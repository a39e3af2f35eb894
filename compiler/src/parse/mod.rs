//! Tokens → [`ast::Query`]: tolerant, every mistake at its smallest token, holes where something could not be read.
//!
//! A descent by hand over token trees: what stands in braces is kept as tokens and left to rustc. After a mistake from which reading
//! cannot go on, the parser is *lost*: it is silent and passes over tokens up to the next comma, clause or closing bracket. So
//! each mistake is reported, and none that only follows from another.

mod body;
mod choice;
mod clause;
mod comparison;
mod cursor;
mod expr;
mod fields;
mod foreign;
mod habit;
mod head;
mod lock;
mod operand;
mod operator;
mod order;
mod projection;
mod stray;
mod trees;
mod verb;
mod word;

use crate::{ast, errors::Errors};
use cursor::{Cursor, Place};
use proc_macro2::{Span, TokenStream};

/// Reads a query. `None` only when there is not even a table's name; that, as anything else that is missing, was reported.
pub fn query(tokens: TokenStream, errors: &mut Errors) -> Option<ast::Query> {
    let mut cursor = Cursor::new(tokens, Span::call_site(), Place::Clauses, errors);
    let (table, verb) = cursor.head()?;
    Some(cursor.clauses(table, verb))
}
