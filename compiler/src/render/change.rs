//! UPDATE and DELETE.

use super::fragment::{Fragment, Level};
use super::{Render, quoted};
use crate::lower::statement::{Assignment, Delete, Update};
use crate::plan::ColumnId;

impl Render<'_> {
    pub(super) fn update(&self, update: &Update<'_>) -> Fragment {
        let set = self.assignments(&update.assignments, update.idle);
        self.table_name(update.table)
            .surround("UPDATE ", " SET ")
            .then(set)
            .then(self.filter(&update.filter))
            .then(self.returning(&update.returning))
    }

    pub(super) fn delete(&self, delete: &Delete<'_>) -> Fragment {
        self.table_name(delete.table)
            .surround("DELETE FROM ", "")
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
