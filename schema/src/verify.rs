//! What schema.sql says → [`Schema`]: names are looked up, types and keys settled, and what only the whole file shows is checked.

mod alter;
mod columns;
mod defaults;
mod enums;
mod expressions;
mod foreign_keys;
mod keys;
mod names;
mod queries;
mod views;

use crate::parse::cursor::Name;
use crate::parse::draft::{self, Draft};
use crate::parse::problem::Problems;
use crate::{Schema, Table};

/// Builds the schema and reports all that is wrong with it. With problems the schema is incomplete and must not be used.
pub(crate) fn verify(mut draft: Draft, problems: &mut Problems) -> Schema {
    alter::apply(&mut draft, problems);
    resolve_domains(&mut draft);
    let enums = enums::named_enums(&draft.enums, problems);
    let rust_names = names::table_names(&draft.tables, problems);
    let mut tables: Vec<Table> = draft
        .tables
        .iter()
        .zip(rust_names)
        .map(|(draft, rust_name)| columns::table(draft, rust_name, &enums, problems))
        .collect();
    for (table, draft) in tables.iter_mut().zip(&draft.tables) {
        keys::verify(table, draft, problems);
    }
    foreign_keys::verify(&mut tables, &draft.tables, problems);
    for (table, draft) in tables.iter_mut().zip(&draft.tables) {
        columns::settle(table, draft, problems);
    }
    views::verify(&mut tables, &draft.tables, problems);
    Schema { tables: tables.into(), enums: enums.into() }
}

/// A column of a domain has the type that the domain stands for, which may be another domain that stands before it.
fn resolve_domains(draft: &mut Draft) {
    for column in draft.tables.iter_mut().flat_map(|table| &mut table.columns) {
        for domain in draft.domains.iter().rev() {
            if matches!(&column.ty, Some(draft::ColumnType::Named(name)) if name.matches(&domain.name.text)) {
                column.ty = Some(domain.ty.clone());
            }
        }
    }
}

/// The column of this name: spelled the same, else in another case.
fn find_column(table: &Table, name: &str) -> Option<usize> {
    find_name(table.columns.iter().map(|column| &*column.name), name)
}

/// The table of this name: spelled the same, else in another case.
fn find_table(tables: &[draft::Table], name: &str) -> Option<usize> {
    find_name(tables.iter().map(|table| table.name.text.as_str()), name)
}

fn find_name<'a>(mut names: impl Iterator<Item = &'a str> + Clone, name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    names
        .clone()
        .position(|candidate| candidate == name)
        .or_else(|| names.position(|candidate| candidate.to_lowercase() == lower))
}

/// The columns of these names, in their order; `None` where one is missing, which was reported, or named twice.
fn find_columns(table: &Table, names: &[Name], problems: &mut Problems) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for name in names {
        match find_column(table, &name.text) {
            Some(column) if found.contains(&column) => {
                problems.push(name.place, format!("column `{}` is named twice", name.text));
            }
            Some(column) => found.push(column),
            None => report_missing_column(table, name, problems),
        }
    }
    (found.len() == names.len()).then_some(found)
}

fn report_missing_column(table: &Table, name: &Name, problems: &mut Problems) {
    let message = format!("table `{}` has no column `{}`", table.name, name.text);
    problems.push_nearest(name.place, message, &name.text, table.columns.iter().map(|column| &*column.name));
}
