//! The mistakes of a query, and the problems of schema.sql → compile errors, and nothing that could cause another.

use super::names::{ident, module_used};
use crate::ast;
use crate::errors::Error;
use proc_macro2::{Span, TokenStream};
use querent_schema::{Schema, Table, Type};
use quote::quote;
use std::collections::BTreeSet;

/// More than this at once help nobody.
const MOST: usize = 8;

/// The expression that a wrong `query!` becomes. An expression that is a `compile_error!` has rustc's error type, about which it says
/// nothing more, whatever is called on it and whatever comes of it. `module` is the table's, where there is such a table: the module
/// counts as used.
pub fn errors(errors: &[Error], module: Option<&TokenStream>) -> TokenStream {
    let errors = errors.iter().take(MOST).map(Error::to_compile_error);
    let errors = quote!(#(#errors);*);
    module.map_or_else(|| quote!({ #errors }), |module| module_used(module, &errors))
}

/// What `schema!` becomes while schema.sql has problems: one error for each where `schema!` is called, and modules whose types are all
/// rustc's error type, so that nothing is said about what depends on them.
pub fn broken_schema(schema: &Schema, problems: &[String]) -> TokenStream {
    let Some((first, others)) = problems.split_first() else { return TokenStream::new() };
    let mut names = BTreeSet::new();
    let modules = schema.tables.iter().filter(|table| names.insert(&table.rust_name)).map(errors_broken_module);
    let broken = error_type(first);
    quote! {
        #[doc(hidden)]
        pub type __Broken = #broken;
        #(::core::compile_error!(#others);)*
        #(#modules)*
        #[doc(hidden)]
        pub static SCHEMA: __Broken = ();
    }
}

/// rustc's error type. A problem that stands in the place of a length makes the array a type with an error in it, and what a trait says of
/// such a type is the error type itself, which may stand before the braces of a struct, too.
fn error_type(problem: &str) -> TokenStream {
    quote!(<[(); ::core::compile_error!(#problem)] as ::core::iter::IntoIterator>::IntoIter)
}

fn errors_broken_module(table: &Table) -> TokenStream {
    let name = ident(&table.rust_name, Span::call_site());
    let enums = table.columns.iter().filter_map(|column| match &column.ty {
        Type::Enum(enumeration) => Some(&*enumeration.rust_name),
        _ => None,
    });
    let types: BTreeSet<&str> = enums.chain(["Row", "New", "Patch"]).collect();
    let types = types.into_iter().map(|name| ident(name, Span::call_site()));
    quote! {
        #[doc(hidden)]
        #[allow(dead_code)]
        pub mod #name {
            pub use super::__Broken;
            #(pub type #types = __Broken;)*
        }
    }
}

/// What `schema!` becomes where there is no schema.sql: one error that says so, and what the queries of the crate find by inference.
pub fn missing_schema(message: &str) -> TokenStream {
    let broken = error_type(message);
    quote! {
        #[doc(hidden)]
        pub type __Broken = #broken;
        #[doc(hidden)]
        pub static SCHEMA: __Broken = ();
        const _: () = {
            struct Here;
            impl ::querent::__private::NoSchema<Here> for () {
                type Query = __Broken;
                fn query() -> __Broken {
                    loop {}
                }
            }
        };
    }
}

/// What a `query!` becomes where there is no schema.sql, about which `schema!()` speaks: rustc's error type, wherever in the crate the
/// only implementation of the trait is.
pub fn query_without_schema() -> TokenStream {
    quote!({
        let query = <() as ::querent::__private::NoSchema<_>>::query();
        query
    })
}

/// What a `query!` becomes while schema.sql has problems, about which `schema!()` speaks: nothing is said about the query.
pub fn broken_query(table: &ast::Table) -> TokenStream {
    let module = &table.path;
    quote!({
        let query: #module::__Broken = ();
        query
    })
}
