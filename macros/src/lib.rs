//! The macros of querent.

use proc_macro::TokenStream;

/// Checks a query against schema.sql and makes it a value that can be run.
#[proc_macro]
pub fn query(tokens: TokenStream) -> TokenStream {
    querent_compiler::query(tokens.into(), &querent_schema::Schema::default()).into()
}
