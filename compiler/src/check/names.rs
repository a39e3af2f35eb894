//! Names → places in the schema, or an error with the nearest name of the right kind and its line of schema.sql.

use super::Checker;
use super::types::{Family, family};
use crate::ast::Name;
use crate::errors::Errors;
use crate::keywords::is_keyword;
use crate::plan::{ColumnId, TableId};
use proc_macro2::{Ident, Span};
use querent_schema::{Column, Schema, Table, Type, nearest, nearest_preferring};

/// How many names a message lists at most.
const LISTED: usize = 12;

/// Words by which SQL names the time.
const TIMES: [&str; 6] = ["now", "current_date", "current_time", "current_timestamp", "localtimestamp", "sysdate"];

/// The table of this name.
pub(super) fn check_table(name: &Name, schema: &Schema, errors: &mut Errors) -> Option<TableId> {
    if let Some(table) = schema.table_by_rust_name(&name.text) {
        return Some(table);
    }
    let near = nearest(&name.text, schema.tables.iter().map(|table| &*table.rust_name));
    let help = match near.and_then(|near| schema.table_by_rust_name(near)) {
        Some(near) => {
            let near = &schema.tables[near];
            format!("did you mean `{}`? ({}:{})", near.rust_name, errors.schema(), near.line)
        }
        None if schema.tables.is_empty() => format!("{} has no tables", errors.schema()),
        None => format!("the tables are {}", listed(schema.tables.iter().map(|table| &*table.rust_name))),
    };
    errors.push_help(name.span, format!("there is no table `{}`", name.text), help);
    None
}

/// Names in backticks with commas between, not too many of them.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.len() {
        0..=LISTED => names.join(", "),
        _ => format!("{}, …", names[..LISTED].join(", ")),
    }
}

/// A name as a Rust identifier, raw where it is a keyword. `None` for the few words that cannot be one.
pub(super) fn ident(text: &str, span: Span) -> Option<Ident> {
    if is_plain(text) {
        return Some(Ident::new(text, span));
    }
    let mut ident = syn::parse_str::<Ident>(text).or_else(|_| syn::parse_str::<Ident>(&format!("r#{text}"))).ok()?;
    ident.set_span(span);
    Some(ident)
}

/// Whether the text is surely a name: most are, and asking syn takes longer than the rest of a column does.
fn is_plain(text: &str) -> bool {
    let in_names = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_';
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.as_bytes().iter().all(in_names)
        && !is_keyword(text)
        && !["crate", "self", "super"].contains(&text)
}

/// What is said when a name is no column and none is near.
#[derive(Clone, Copy)]
pub(super) enum Otherwise {
    /// In an expression a Rust variable may have been meant.
    Braces,
    /// Where only a column can stand.
    List,
    /// Where a name stands alone, as a row of Rust does elsewhere.
    Row,
}

impl<'q> Checker<'q> {
    /// Where schema.sql defines a column, and how.
    pub(super) fn schema_line(&self, column: &Column) -> String {
        format!("{}:{}: {}", self.errors.schema(), column.line, column.source)
    }

    /// The column of this name.
    pub(super) fn check_column(&mut self, name: &Name, otherwise: Otherwise) -> Option<ColumnId> {
        let table = self.table()?;
        let found = table.column_by_rust_name(&name.text);
        if found.is_none() {
            let help = match (self.near_column(&name.text), otherwise) {
                (None, _) if relation_column(table, &name.text).is_some() => {
                    let column = relation_column(table, &name.text).unwrap_or_default();
                    format!("its column is `{column}`; relations are not available yet")
                }
                (Some(near), _) => {
                    let near = &table.columns[near];
                    format!("did you mean `{}`? ({})", near.rust_name, self.schema_line(near))
                }
                (None, Otherwise::Braces) if ["none", "nil", "undefined"].contains(&name.text.as_str()) => {
                    "what is missing is NULL: `is null` tests for it".to_string()
                }
                (None, _) if self.schema.table_by_rust_name(&name.text).is_some() => {
                    format!("`{}` is a table, and relations are not available yet", name.text)
                }
                (None, Otherwise::Braces) => value_meant(table, &name.text),
                (None, Otherwise::Row) => {
                    "these braces name columns; only those right behind `insert` and `insert_many` take a row of Rust"
                        .to_owned()
                }
                (None, Otherwise::List) => format!("its columns are {}", column_list(table)),
            };
            let message = format!("table `{}` has no column `{}`", table.rust_name, name.text);
            self.errors.push_help(name.span, message, help);
        }
        found
    }

    /// The column whose name is nearest, if one is near.
    pub(super) fn near_column(&self, name: &str) -> Option<ColumnId> {
        let table = self.table()?;
        let fits = |column: &Column| self.wanted.is_some_and(|wanted| names_fits(wanted, family(&column.ty)));
        let columns = table.columns.iter().map(|column| (&*column.rust_name, fits(column)));
        table.column_by_rust_name(nearest_preferring(name, columns)?)
    }

    /// `users.age`, for messages.
    pub(super) fn column_name(&self, column: ColumnId) -> String {
        match self.table() {
            Some(table) => format!("{}.{}", table.rust_name, table.columns[column].rust_name),
            None => String::new(),
        }
    }
}

/// The column of the foreign key whose relation has this name.
pub(super) fn relation_column<'t>(table: &'t Table, name: &str) -> Option<&'t str> {
    let keys =
        table.foreign_keys.iter().filter_map(|key| Some((key, &*table.columns[*key.columns.first()?].rust_name)));
    let mut named = keys.filter(|(key, column)| match &key.relation {
        Some(relation) => **relation == *name || column.strip_suffix("_id") == Some(name),
        None => column.strip_suffix("_id") == Some(name),
    });
    named.next().map(|(_, column)| column)
}

/// How the value is written that a name without braces stands for.
pub(super) fn value_meant(table: &Table, name: &str) -> String {
    match enum_value(table, name) {
        Some(value) => format!("the value of an enumeration is a text: `{value:?}`"),
        None if TIMES.contains(&name) => "the time of the statement is written `now()`".to_owned(),
        None if name == "default" => "a column that is left out takes its default".to_owned(),
        None => format!("a Rust value stands in braces: `{{{name}}}`"),
    }
}

/// Whether a column may have been meant where this is wanted: times and keys are written as texts, numbers are of one kind.
fn names_fits(wanted: Family, column: Family) -> bool {
    match wanted {
        Family::Text => !column.is_number() && column != Family::Boolean,
        _ if wanted.is_number() => column.is_number(),
        _ => wanted == column,
    }
}

/// The value of an enumeration of the table that is called so, whatever its case.
fn enum_value<'t>(table: &'t Table, name: &str) -> Option<&'t str> {
    let values = table.columns.iter().flat_map(|column| match &column.ty {
        Type::Enum(set) => &*set.values,
        _ => &[],
    });
    values.map(|value| &**value).find(|value| value.eq_ignore_ascii_case(name))
}

fn column_list(table: &Table) -> String {
    listed(table.columns.iter().map(|column| &*column.rust_name))
}
