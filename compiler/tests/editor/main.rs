//! What an editor is given for queries: the spots of names, and that two expansions agree up to the cursor.

mod agreement;
mod spots;
mod vocabulary;

use proc_macro2::TokenStream;
use querent_compiler::editor::{self, Spots};
use querent_schema::Schema;
use std::sync::LazyLock;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    querent_schema::parse(include_str!("../../../schema.sql")).unwrap_or_else(|problems| panic!("{problems:?}"))
});

fn tokens(text: &str) -> Option<TokenStream> {
    text.parse().ok()
}

fn spots(tokens: TokenStream) -> Spots {
    editor::scan(tokens, |name| SCHEMA.table_by_rust_name(name).map(|table| &SCHEMA.tables[table]))
}

/// What an editor is given, as text.
fn expanded(tokens: TokenStream) -> String {
    querent_compiler::query_in_editor(tokens, &SCHEMA, &TokenStream::new(), |span| span).to_string()
}
