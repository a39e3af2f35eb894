//! Assignments of an update, in an order in which each sees the old values.

use super::Lower;
use super::statement::{Assignment, Value};
use crate::plan::{self, ColumnId, Expr, ExprKind};

/// The assignments; where the dialect makes them one after the other, each after those that read the column that it writes.
pub(super) fn lower_assignments<'p>(lower: &Lower<'p>, assignments: &'p [plan::Assignment]) -> Vec<Assignment<'p>> {
    let mut left: Vec<&plan::Assignment> = assignments.iter().collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let next = if lower.features.assignments_in_sequence() { assignments_next(&left) } else { None };
        ordered.push(left.remove(next.unwrap_or(0)));
    }
    ordered.into_iter().map(assignments_one).collect()
}

/// Whether no order of the assignments lets each see the old values: `a: b, b: a`.
pub(super) fn lower_are_circular(lower: &Lower<'_>, assignments: &[plan::Assignment]) -> bool {
    let mut left: Vec<&plan::Assignment> = assignments.iter().collect();
    while let Some(next) = assignments_next(&left) {
        left.remove(next);
    }
    lower.features.assignments_in_sequence() && !left.is_empty()
}

fn assignments_one(assignment: &plan::Assignment) -> Assignment<'_> {
    Assignment { column: assignment.column, value: Value::Expr(&assignment.value), only_if: assignment.only_if }
}

/// The first whose column no other one reads.
fn assignments_next(left: &[&plan::Assignment]) -> Option<usize> {
    let is_read = |index: usize| {
        let column = left[index].column;
        left.iter().enumerate().any(|(at, other)| at != index && assignments_reads(&other.value, column))
    };
    (0..left.len()).find(|index| !is_read(*index))
}

fn assignments_reads(expr: &Expr, column: ColumnId) -> bool {
    let mut found = false;
    expr.walk(&mut |inner| found |= matches!(inner.kind, ExprKind::Column(read) if read == column));
    found
}

/// A column that an update may set to itself: of the key where there is one.
pub(super) fn lower_idle(lower: &Lower<'_>) -> ColumnId {
    let writable = || lower.table.columns.iter().position(|column| column.is_writable());
    lower.identity().first().copied().or_else(writable).unwrap_or(0)
}
