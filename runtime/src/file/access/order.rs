//! An order × the columns of a key → whether the key has it, and which way.

use super::{Direction, Key};
use crate::file::expression::Expr;
use crate::file::plan::OrderKey;
use querent_schema::Table;

/// The way to go through a key so that its rows are in an order; `None` where they have to be sorted, or where no order is asked for.
/// Columns that are fixed have one value in all rows.
pub(super) fn direction(
    table: &Table,
    key: Key,
    columns: &[usize],
    order: &[OrderKey],
    is_fixed: impl Fn(usize) -> bool,
) -> Option<Direction> {
    let mut left = columns.iter().copied().filter(|column| !is_fixed(*column)).peekable();
    let mut direction = None;
    for asked in order {
        let Expr::Column(column) = asked.expr else { return None };
        if is_fixed(column) {
            continue;
        }
        if left.peek().is_none() && tells_rows_apart(table, key, columns) {
            break;
        }
        let way = way(table, column, asked)?;
        if left.next() != Some(column) || direction.is_some_and(|direction| direction != way) {
            return None;
        }
        direction = Some(way);
    }
    direction.or_else(|| (!order.is_empty()).then_some(Direction::Forward))
}

/// The way in which a column is in the order that is asked for: a key has NULL before all values.
fn way(table: &Table, column: usize, asked: &OrderKey) -> Option<Direction> {
    let has_null = table.columns[column].nullable;
    match asked.descending {
        false => (asked.nulls_first || !has_null).then_some(Direction::Forward),
        true => (!asked.nulls_first || !has_null).then_some(Direction::Backward),
    }
}

/// Whether no two rows are alike in a key.
fn tells_rows_apart(table: &Table, key: Key, columns: &[usize]) -> bool {
    key.is_unique() && columns.iter().all(|column| !table.columns[*column].nullable)
}
