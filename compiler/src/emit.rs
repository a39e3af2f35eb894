//! Plans and schemas → Rust tokens: static data and a call.

use crate::{errors::Error, plan, program::Program};
use proc_macro2::TokenStream;
use querent_schema::Schema;

/// The expression that `query!` becomes. `programs` are in the order of `Dialect::ALL`.
pub fn query(_query: &plan::Query, _schema: &Schema, _programs: &[Program]) -> TokenStream {
    TokenStream::new()
}

/// The expression that a wrong `query!` becomes: its errors, and a value of type `!` in place of the query.
pub fn errors(_errors: &[Error]) -> TokenStream {
    TokenStream::new()
}

/// The modules and statics that `schema!` becomes.
pub fn schema(_schema: &Schema) -> TokenStream {
    TokenStream::new()
}
