//! The macros of querent: they find schema.sql, read it once, and hand everything else to the compiler.

mod features;
mod host;
mod locate;
mod source;

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use querent_compiler::emit;
use quote::quote;
use source::Source;

/// Reads schema.sql and makes one module per table, and `SCHEMA`.
///
/// A module has `Row` (a stored row), `New` (what an insert takes), `Patch` (what an update changes), and an enum for each
/// column that is limited to certain texts. `SCHEMA` is the schema itself, for `db.sync(&SCHEMA)` and `SCHEMA.ddl(dialect)`.
///
/// The file is the one that the environment variable `QUERENT_SCHEMA` names (relative to the crate), else the one that
/// `[package.metadata.querent] schema = "…"` in Cargo.toml names, else `schema.sql` beside Cargo.toml or in a folder above it, up to
/// the root of the workspace. When it changes, what was compiled against it is compiled again. No database is asked.
///
/// # Errors
/// Every problem of the file is a compile error of its own, with line and column.
#[proc_macro]
pub fn schema(tokens: TokenStream) -> TokenStream {
    let mistake = if tokens.is_empty() {
        Tokens::new()
    } else {
        let text = "`schema!()` takes nothing between its parentheses\n\
                    help: another file is named in Cargo.toml: `[package.metadata.querent] schema = \"db/schema.sql\"`";
        error_at_call(text)
    };
    match source::source() {
        Ok(source) => {
            let tracked = tracked(&source);
            let modules = match &*source.problems {
                [] if host::is_compiler() => emit::schema(&source.schema),
                [] => emit::schema_in_editor(&source.schema, &source.files[0].to_string_lossy()),
                problems => emit::broken_schema(&source.schema, problems),
            };
            quote!(#mistake #modules #tracked).into()
        }
        Err(message) => {
            let missing = emit::missing_schema(&message);
            quote!(#mistake #missing).into()
        }
    }
}

/// Checks a query against schema.sql, and makes it a value that can be run.
///
/// ```text
/// query!(users.find where age >= {min_age} order by name).run(&db).await?
/// ```
///
/// The table's module, which `schema!()` made, must be in scope. What stands in braces is a Rust expression, which is evaluated once
/// and sent as a bound parameter.
///
/// # Errors
/// Every mistake of the query is a compile error at its own token.
#[proc_macro]
pub fn query(tokens: TokenStream) -> TokenStream {
    let source = match source::source() {
        Ok(source) => source,
        Err(_) => return querent_compiler::query_without_schema(tokens.into()).into(),
    };
    let tokens = Tokens::from(tokens);
    let for_editor = (!host::is_compiler()).then(|| tokens.clone());
    let query = match &*source.problems {
        [] => querent_compiler::query(tokens, &source.schema, &source.name),
        _ => querent_compiler::query_of_broken_schema(tokens, &source.schema, &source.name),
    };
    // The modules of the tables may have been made by `schema!()` in another crate.
    let tracked = tracked(&source);
    let query = if tracked.is_empty() { query } else { quote!({ #tracked #query }) };
    let Some(tokens) = for_editor else { return query.into() };
    let start = |span: Span| span.unwrap().start().into();
    querent_compiler::query_in_editor(tokens, &source.schema, &query, start).into()
}

/// Makes an `async fn` a test that has a database to itself, with the tables of schema.sql, or a transaction that is undone at its end.
///
/// ```text
/// #[querent::test]
/// async fn a_user_is_stored(db: Database) -> querent::Result<()> { … }
///
/// #[querent::test]
/// async fn a_user_is_stored_and_forgotten(tx: Transaction) -> querent::Result<()> { … }
/// ```
///
/// The parameter is a `Database` or a `Transaction`, or a reference to one. A database is fresh, and removed when the test ends, also by a
/// panic. A transaction is one on such a database, which on a server goes from test to test. The store is the one that `url` names, else
/// the one that the environment variable `DATABASE_URL` names, else SQLite in memory; on a server the user needs the right to make
/// databases, and the one that the URL names is not touched. What a run that was killed has left is removed by a run an hour later.
///
/// Options: `url = "postgres://…"`; `schema = path`, the static of a `schema!()`, `SCHEMA` unless told; `flavor = "multi_thread"` with
/// `worker_threads = n`, as `#[tokio::test]` has them, for which the program enables tokio's feature `rt-multi-thread`.
///
/// # Errors
/// What is no such function is a compile error at its own token. A database that cannot be had is a panic of the test.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    querent_compiler::test(options.into(), item.into()).into()
}

fn error_at_call(message: &str) -> Tokens {
    quote!(::core::compile_error!(#message);)
}

/// Makes cargo compile the crate again when one of the files or the variable changes. One macro of a crate does so for all.
fn tracked(source: &Source) -> Tokens {
    if !source.is_to_be_tracked() {
        return Tokens::new();
    }
    let paths = source.files.iter().map(|file| file.to_string_lossy());
    let variable = locate::VARIABLE;
    quote! {
        #(const _: &[u8] = ::core::include_bytes!(#paths);)*
        const _: ::core::option::Option<&str> = ::core::option_env!(#variable);
    }
}
