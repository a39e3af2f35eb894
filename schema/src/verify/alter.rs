//! What `ALTER TABLE` and `CREATE INDEX` say → part of the table that they name.

use super::{find_name, find_table};
use crate::parse::cursor::Name;
use crate::parse::draft::{Change, Column, ColumnType, Draft, Table};
use crate::parse::problem::Problems;

/// Moves every change and addition into its table; a table that is not there is a problem.
pub(super) fn apply(draft: &mut Draft, problems: &mut Problems) {
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
    match change {
        Change::Add(column) => table.columns.push(*column),
        Change::Replace(old, column) => {
            if let Some(place) = require_column(table, &old, problems) {
                let doc = std::mem::take(&mut place.doc);
                let notes = std::mem::take(&mut place.notes);
                *place = Column { doc, notes, ..*column };
            }
        }
        Change::AutoIncrement(name) => {
            if let Some(column) = require_column(table, &name, problems) {
                column.auto_increment = true;
                if column.ty.is_some() {
                    column.ty = Some(ColumnType::Serial);
                }
            }
        }
        Change::Default(name, default) => {
            if let Some(column) = require_column(table, &name, problems) {
                column.default = Some(*default);
            }
        }
        Change::NotNull(name) => {
            if let Some(column) = require_column(table, &name, problems) {
                column.not_null = true;
            }
        }
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
