//! A schema → one module per table, its enums, and the schema itself as static data.

use super::names::{ident_text, tokens};
use super::{bind, calls, editor, enums, model, rows};
use proc_macro2::TokenStream;
use querent_schema::{Column, Schema, Table};

/// The modules and statics that `schema!` becomes.
pub fn schema(schema: &Schema) -> TokenStream {
    schema_with(schema, |_, _| String::new())
}

/// The same with what an editor needs for the queries, and links to the lines of schema.sql, which is this file.
pub fn schema_in_editor(schema: &Schema, file: &str) -> TokenStream {
    editor::editor_linked(schema_with(schema, |table, schema| editor::editor_table(table, schema).to_string()), file)
}

fn schema_with(schema: &Schema, further: fn(&Table, &Schema) -> String) -> TokenStream {
    let mut text: String = schema.enums.iter().map(enums::enums_one).collect();
    for table in schema.tables.iter() {
        text.push_str(&schema_table(table, &further(table, schema)));
    }
    text.push_str(&model::model(schema));
    tokens(&text)
}

fn schema_table(table: &Table, further: &str) -> String {
    let (name, doc) = (ident_text(&table.rust_name), schema_table_doc(table));
    let imports = schema_imports(table);
    let enums = enums::enums_of_table(table);
    let row = rows::rows_row(table);
    let writes = if table.view.is_none() { rows::rows_new_and_patch(table) } else { String::new() };
    let (calls, custom, bind) = (calls::calls(), bind::bind_custom_types(table), bind::bind_columns(table));
    format!(
        "#[doc = {doc:?}]
        #[allow(
            missing_docs, dead_code, unused_imports, unused_mut, unreachable_pub, nonstandard_style, private_interfaces,
            clippy::derive_partial_eq_without_eq
        )]
        pub mod {name} {{
            {imports}
            {enums}
            {row}
            {writes}
            {calls}
            {custom}
            {bind}
            {further}
        }}\n"
    )
}

fn schema_table_doc(table: &Table) -> String {
    let kind = if table.view.is_some() { "view" } else { "table" };
    let definition = format!("The {kind} `{}` {}.", table.name, schema_place(table.line));
    if table.doc.is_empty() { definition } else { format!("{}\n\n{definition}", table.doc) }
}

/// What a column's documentation says: its comment, and its definition with its line.
pub(super) fn schema_column_doc(column: &Column) -> String {
    let definition = format!("`{}` {}", column.source, schema_place(column.line));
    if column.doc.is_empty() { definition } else { format!("{}\n\n{definition}", column.doc) }
}

/// A type of `@type(…)` is written as it is called where `schema!` stands.
fn schema_imports(table: &Table) -> &'static str {
    let names_outside = table.columns.iter().any(|column| column.rust_type.is_some());
    if names_outside { "use super::*;" } else { "" }
}

/// How documentation names a line.
fn schema_place(line: u32) -> String {
    format!("{SCHEMA_PLACE}{line})")
}

/// What stands before the number of a line.
pub(super) const SCHEMA_PLACE: &str = "(schema.sql:";
