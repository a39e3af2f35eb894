//! A filter → the columns that it pins to one value, and whether they make a key.

use super::literal::fits;
use crate::plan::{ColumnId, Comparison, Expr, ExprKind as Typed};
use proc_macro2::Literal;
use querent_schema::{Column, Table};

/// The columns that a filter pins with `=` in its outermost `and`.
pub(super) fn pinned(filter: &Expr) -> Vec<ColumnId> {
    match &filter.kind {
        Typed::And(parts) => parts.iter().filter_map(pin).map(|(column, _)| column).collect(),
        _ => pin(filter).map(|(column, _)| column).into_iter().collect(),
    }
}

/// `column = value` where the value is the same for all rows and never NULL.
pub(super) fn pin(condition: &Expr) -> Option<(ColumnId, &Expr)> {
    let Typed::Compare(Comparison::Equal, left, right) = &condition.kind else { return None };
    let (column, value) = match (&left.kind, &right.kind) {
        (&Typed::Column(column), _) => (column, right),
        (_, &Typed::Column(column)) => (column, left),
        _ => return None,
    };
    (!value.nullable && is_constant(value)).then_some((column, value))
}

/// Whether a key has no other column than these.
pub(super) fn pins_key(table: &Table, pinned: &[ColumnId]) -> bool {
    table.keys().any(|key| key.iter().all(|column| pinned.contains(column)))
}

/// Whether an expression is the same for all rows.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        Typed::Literal(_) | Typed::Param(_) => true,
        Typed::Arithmetic(_, left, right) => is_constant(left) && is_constant(right),
        Typed::Negate(inner) | Typed::ToDecimal(inner) => is_constant(inner),
        Typed::Call(_, args) => args.iter().all(is_constant),
        _ => false,
    }
}

/// The column that is probably meant by a literal: that of a key into which it fits, else the first of a key.
pub(super) fn key_column<'t>(table: &'t Table, token: &Literal) -> Option<&'t Column> {
    let columns = || table.keys().flatten().map(|&column| &table.columns[column]);
    let fitting = columns().find(|column| fits(token, &column.ty));
    fitting.or_else(|| columns().next()).or_else(|| table.columns.first())
}

/// The keys of a table, for messages.
pub(super) fn key_list(table: &Table) -> String {
    let keys: Vec<String> = table
        .keys()
        .map(|key| {
            let names: Vec<String> =
                key.iter().map(|&column| format!("`{}`", table.columns[column].rust_name)).collect();
            names.join(" and ")
        })
        .collect();
    match keys.is_empty() {
        true => format!("`{}` has no primary or unique key", table.rust_name),
        false => format!("the keys of `{}`: {}", table.rust_name, keys.join("; ")),
    }
}
