//! A schema → one module per table, its enums, and the schema itself as static data.

use super::names::ident;
use super::{bind, enums, model, rows};
use proc_macro2::{Span, TokenStream};
use querent_schema::{Column, Schema, Table};
use quote::quote;

/// The modules and statics that `schema!` becomes.
pub fn schema(schema: &Schema) -> TokenStream {
    let named = schema.enums.iter().map(enums::enums_one);
    let tables = schema.tables.iter().map(schema_table);
    let model = model::model(schema);
    quote!(#(#named)* #(#tables)* #model)
}

fn schema_table(table: &Table) -> TokenStream {
    let name = ident(&table.rust_name, Span::call_site());
    let doc = schema_table_doc(table);
    let imports = schema_imports(table);
    let enums = enums::enums_of_table(table);
    let row = rows::rows_row(table);
    let writes = if table.view.is_none() { rows::rows_new_and_patch(table) } else { TokenStream::new() };
    let (custom, bind) = (bind::bind_custom_types(table), bind::bind_columns(table));
    quote! {
        #[doc = #doc]
        #[allow(
            missing_docs, dead_code, unused_imports, unused_mut, unreachable_pub, nonstandard_style, private_interfaces,
            clippy::derive_partial_eq_without_eq
        )]
        pub mod #name {
            #imports
            #enums
            #row
            #writes
            #custom
            #bind
        }
    }
}

fn schema_table_doc(table: &Table) -> String {
    let kind = if table.view.is_some() { "view" } else { "table" };
    if table.doc.is_empty() {
        format!("The {kind} `{}`.", table.name)
    } else {
        format!("{}\n\nThe {kind} `{}`.", table.doc, table.name)
    }
}

/// What a column's documentation says: its comment, and its definition.
pub(super) fn schema_column_doc(column: &Column) -> String {
    if column.doc.is_empty() {
        format!("`{}`", column.source)
    } else {
        format!("{}\n\n`{}`", column.doc, column.source)
    }
}

/// A type of `@type(…)` is written as it is called where `schema!` stands.
fn schema_imports(table: &Table) -> TokenStream {
    let names_outside = table.columns.iter().any(|column| column.rust_type.is_some());
    if names_outside {
        quote!(
            use super::*;
        )
    } else {
        TokenStream::new()
    }
}
