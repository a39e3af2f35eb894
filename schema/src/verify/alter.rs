//! What `ALTER TABLE` and `CREATE INDEX` say → part of the table that they name.

use super::{find_name, find_table};
use crate::parse::cursor::Name;
use crate::parse::draft::{Change, Column, ColumnType, Draft, Table};
use crate::parse::problem::Problems;

/// Moves every change and addition into its table; a table that is not there is a problem.
pub(super) fn apply(draft: &mut Draft, problems: &mut Problems) {
    drop_partitions(draft);
    for (name, change) in std::mem::take(&mut draft.changes) {
        if let Some(table) = require_table(&mut draft.tables, &name, problems) {
            apply_change(table, change, problems);
        }
    }
    for (name, constraint) in std::mem::take(&mut draft.additions) {
        if let Some(table) = require_table(&mut draft.tables, &name, problems) {
            table.constraints.push(constraint);
        }
    }
}

/// A part of a table is no table of the schema, nor is what was said of it.
fn drop_partitions(draft: &mut Draft) {
    let Draft { tables, partitions, additions, changes, .. } = draft;
    let is_part = |name: &Name| partitions.iter().any(|part| part.matches(&name.text));
    tables.retain(|table| !is_part(&table.name));
    additions.retain(|(table, _)| !is_part(table));
    changes.retain(|(table, _)| !is_part(table));
}

fn require_table<'a>(tables: &'a mut [Table], name: &Name, problems: &mut Problems) -> Option<&'a mut Table> {
    match find_table(tables, &name.text) {
        Some(index) => Some(&mut tables[index]),
        None => {
            report_missing_table(tables, name, problems);
            None
        }
    }
}

pub(super) fn report_missing_table(tables: &[Table], name: &Name, problems: &mut Problems) {
    let names = tables.iter().map(|table| table.name.text.as_str());
    problems.push_nearest(name.place, format!("there is no table `{}`", name.text), &name.text, names);
}

fn apply_change(table: &mut Table, change: Change, problems: &mut Problems) {
    let name = match &change {
        Change::Add(column) => &column.name,
        Change::Replace(name, _)
        | Change::AutoIncrement(name)
        | Change::Default(name, _)
        | Change::NoDefault(name)
        | Change::NotNull(name)
        | Change::Nullable(name)
        | Change::Type(name, _) => name,
    };
    let column = match change {
        Change::Add(column) => return table.columns.push(*column),
        _ => require_column(table, name, problems),
    };
    let Some(column) = column else { return };
    match change {
        Change::Add(_) => {}
        Change::Replace(_, new) => {
            let (doc, notes) = (std::mem::take(&mut column.doc), std::mem::take(&mut column.notes));
            *column = Column { doc, notes, ..*new };
        }
        Change::AutoIncrement(_) => {
            column.auto_increment = true;
            column.ty = column.ty.take().map(|_| ColumnType::Serial);
        }
        Change::Default(_, default) => column.default = Some(*default),
        Change::NoDefault(_) => column.default = None,
        Change::NotNull(_) => column.not_null = true,
        Change::Nullable(_) => column.not_null = false,
        Change::Type(_, ty) => column.ty = Some(ty),
    }
}

fn require_column<'a>(table: &'a mut Table, name: &Name, problems: &mut Problems) -> Option<&'a mut Column> {
    let names = table.columns.iter().map(|column| column.name.text.as_str());
    match find_name(names.clone(), &name.text) {
        Some(index) => Some(&mut table.columns[index]),
        None => {
            let message = format!("table `{}` has no column `{}`", table.name.text, name.text);
            problems.push_nearest(name.place, message, &name.text, names);
            None
        }
    }
}
