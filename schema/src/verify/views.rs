//! The queries of views → their columns, typed as far as the query shows.

use super::expressions::{Renderer, Scope, SourceColumn};
use crate::parse::draft;
use crate::parse::expression::{parse_query, words};
use crate::parse::names::{is_rust_name, snake_case};
use crate::parse::problem::Problems;
use crate::{Column, Table, Type};

/// Gives each view its query and its columns. A view sees tables, and views that stand before it.
pub(super) fn verify(tables: &mut [Table], drafts: &[draft::Table], problems: &mut Problems) {
    for (index, draft) in drafts.iter().enumerate() {
        let Some(view) = &draft.view else { continue };
        let Some(query) = parse_query(&view.tokens, view.place, problems) else { continue };
        let words = words(&view.tokens);
        let before = problems.len();
        let mut renderer = Renderer { tables, ..Renderer::new(&words, view.place, Scope::default(), problems) };
        let (sql, columns) = renderer.query(&query);
        // What was wrong in the query would be reported again of its columns.
        if problems.len() > before {
            continue;
        }
        let columns = name_columns(draft, view, columns, problems);
        tables[index].view = Some(sql.into());
        tables[index].columns = columns.into_iter().map(|column| view_column(draft, view, column, problems)).collect();
        report_clashes(draft, view, &tables[index], problems);
    }
}

/// The names that the view gives to its columns, where it does.
fn name_columns(
    draft: &draft::Table,
    view: &draft::View,
    mut columns: Vec<SourceColumn>,
    problems: &mut Problems,
) -> Vec<SourceColumn> {
    if !view.columns.is_empty() && view.columns.len() != columns.len() {
        let message = format!(
            "view `{}` names {} columns, but its query gives {}",
            draft.name.text,
            view.columns.len(),
            columns.len()
        );
        problems.push(draft.name.place, message);
    }
    for (column, name) in columns.iter_mut().zip(&view.columns) {
        column.name.clone_from(&name.text);
    }
    columns
}

fn view_column(draft: &draft::Table, view: &draft::View, column: SourceColumn, problems: &mut Problems) -> Column {
    let rust_name = snake_case(&column.name);
    let place =
        words(&view.tokens).iter().rev().find(|word| word.text == column.name).map_or(view.place, |word| word.place);
    if column.name.is_empty() {
        let message = format!("a column of view `{}` has no name", draft.name.text);
        problems.push_help(draft.name.place, message, "give it one: `… AS name`");
    } else if !is_rust_name(&rust_name) {
        let message = format!("column `{}` of view `{}` has no name in Rust", column.name, draft.name.text);
        problems.push_help(place, message, "give it one: `… AS name`");
    } else if column.ty.is_none() {
        let message = format!("the type of column `{}` of view `{}` cannot be told", column.name, draft.name.text);
        problems.push_help(place, message, "say it: `CAST(… AS INTEGER)`");
    }
    Column {
        source: column.name.clone().into(),
        name: column.name.into(),
        rust_name: rust_name.into(),
        doc: "".into(),
        ty: column.ty.unwrap_or(Type::Text { max: None }),
        nullable: column.nullable,
        default: None,
        auto_increment: false,
        generated: None,
        rust_type: None,
        filled: None,
        hidden: false,
        line: place.line,
    }
}

fn report_clashes(draft: &draft::Table, view: &draft::View, table: &Table, problems: &mut Problems) {
    for (index, column) in table.columns.iter().enumerate() {
        if table.columns[..index].iter().any(|other| other.rust_name == column.rust_name) {
            let message = format!("view `{}` has two columns `{}`", draft.name.text, column.name);
            problems.push_help(view.place, message, "name one of them otherwise: `… AS name`");
        }
    }
}
