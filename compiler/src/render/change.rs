//! UPDATE and DELETE.

use super::fragment::{Fragment, Level};
use super::{Qualified, Render, quoted};
use crate::lower::statement::{Assignment, Delete, Update};
use crate::plan::ColumnId;

impl Render<'_> {
    pub(super) fn update(&self, update: &Update<'_>) -> Fragment {
        if let Some(key) = &update.computed_by {
            return self.update_computed(update, key);
        }
        let set = self.assignments(&update.assignments, update.idle);
        let set_behind =
            if update.among_tables { " JOIN (SELECT 1 AS \"one row\") AS \"one row\" SET " } else { " SET " };
        self.table_name(update.table)
            .surround("UPDATE ", set_behind)
            .then(set)
            .then(self.filter(&update.filter))
            .then(self.returning(&update.returning))
    }

    /// New values are computed by a SELECT, with which the table is joined.
    fn update_computed(&self, update: &Update<'_>, key: &[ColumnId]) -> Fragment {
        let of_table = Render { qualified: Qualified::Table, ..*self };
        let named = |(number, value): (usize, Fragment), name: &str| value.text(&format!(" AS \"{name}{number}\""));
        let keys = key.iter().map(|column| self.column_name(*column)).enumerate().map(|key| named(key, "key"));
        let values = update
            .assignments
            .iter()
            .map(|assignment| self.stored(&self.table.columns[assignment.column], &assignment.value));
        let values = values.enumerate().map(|value| named(value, "value"));
        let join = key
            .iter()
            .enumerate()
            .map(|(number, column)| of_table.column_name(*column).text(&format!(" = \"computed\".\"key{number}\"")));
        let set = update.assignments.iter().enumerate().map(|(number, assignment)| {
            of_table.column_name(assignment.column).text(&format!(" = \"computed\".\"value{number}\""))
        });
        self.table_name(update.table)
            .surround("UPDATE ", " JOIN (SELECT ")
            .then(Fragment::join(keys.chain(values), ", "))
            .then(self.table_name(update.table).surround(" FROM ", ""))
            .then(self.filter(&update.filter))
            .text(") AS \"computed\" ON ")
            .then(Fragment::join(join, " AND "))
            .then(Fragment::join(set, ", ").surround(" SET ", ""))
    }

    pub(super) fn delete(&self, delete: &Delete<'_>) -> Fragment {
        let only = if delete.among_tables { self.table_name(delete.table).text(" ") } else { Fragment::empty() };
        only.surround("DELETE ", "FROM ")
            .then(self.table_name(delete.table))
            .then(self.filter(&delete.filter))
            .then(self.returning(&delete.returning))
    }

    /// `a = 1, b = 2`; those whose parameter is absent are left out, and where all are, `idle` is set to itself.
    pub(super) fn assignments(&self, assignments: &[Assignment<'_>], idle: ColumnId) -> Fragment {
        let items: Vec<Fragment> = assignments.iter().map(|assignment| self.assignment(assignment)).collect();
        if !items.is_empty() && !items.iter().any(Fragment::can_vanish) {
            return Fragment::join(items, ", ");
        }
        let unchanged = format!("{} = {}", quoted(&self.table.columns[idle].name), self.column_text(idle));
        Fragment::group(items, ", ", Level::Atom).or_else(&unchanged)
    }

    fn assignment(&self, assignment: &Assignment<'_>) -> Fragment {
        let column = &self.table.columns[assignment.column];
        let written = Fragment::atom(quoted(&column.name)).text(" = ").then(self.stored(column, &assignment.value));
        match assignment.only_if {
            Some(param) => Fragment::optional(vec![param], written),
            None => written,
        }
    }
}
