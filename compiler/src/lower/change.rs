//! `update` and `delete`: by RETURNING, or by reading the keys first and the rows back.

use super::statement::{Delete, Filter, Items, Order, Select, Source, Statement, Step, Update, Value};
use super::{Lower, assignments, lower_sorts, sorted_by_key};
use crate::plan::{self, ColumnId, Expr, ExprKind, Lock};
use querent_schema::{Action, ForeignKey};

/// How the rows of a change are given by key.
enum Strategy {
    /// By the statement itself, whose rows come in any order.
    Returning,
    /// By a SELECT around the statement.
    Sorted,
    /// By statements of their own, before or behind it.
    Keys,
}

pub(super) fn lower_update<'p>(
    lower: &Lower<'p>,
    assignments: &'p [plan::Assignment],
    filter: &'p Option<Expr>,
) -> Vec<Step<'p>> {
    let update = update_of(lower, assignments, Filter::of(filter));
    let Some(returning) = lower.returning() else {
        return vec![Step::answer(Statement::Update(update))];
    };
    match lower_strategy(lower, lower.features.update_returning()) {
        Strategy::Returning => {
            vec![Step::answer(Statement::Update(Update { returning: Some(returning), ..update }))]
        }
        Strategy::Sorted => {
            let update = Statement::Update(Update { returning: Some(Items::All), ..update });
            vec![lower_sorted(lower, update, returning)]
        }
        Strategy::Keys => {
            let (keys, changed) = match lower_new_keys(lower, assignments) {
                None => (Items::Columns(lower.identity()), Filter::Keys(lower.identity())),
                // The rows are found by their new keys afterwards; their locks keep the filter from finding others.
                Some(new) => (Items::Values(new), Filter::of(filter)),
            };
            vec![
                lower_keys(lower, keys, Filter::of(filter)),
                Step::change(Statement::Update(Update { filter: changed, ..update })),
                lower_read_back(lower, returning),
            ]
        }
    }
}

/// The key that each row will have, where the update changes it.
fn lower_new_keys<'p>(lower: &Lower<'p>, assignments: &'p [plan::Assignment]) -> Option<Vec<(ColumnId, Value<'p>)>> {
    let assigned = |column: &ColumnId| assignments.iter().find(|assignment| assignment.column == *column);
    let new = |column: ColumnId| {
        let value = match assigned(&column) {
            None => Value::Column(column),
            Some(plan::Assignment { value, only_if: None, .. }) => Value::Expr(value),
            Some(plan::Assignment { value, .. }) => Value::OrColumn(value, column),
        };
        (column, value)
    };
    let key = lower.identity();
    key.iter().any(|column| assigned(column).is_some()).then(|| key.into_iter().map(new).collect())
}

/// The update alone.
pub(super) fn update_of<'p>(lower: &Lower<'p>, assignments: &'p [plan::Assignment], filter: Filter<'p>) -> Update<'p> {
    let key = Some(lower.identity()).filter(|key| !key.is_empty());
    Update {
        table: lower.query.table,
        assignments: assignments::lower_assignments(lower, assignments),
        idle: assignments::lower_idle(lower),
        computed_by: key.filter(|_| assignments::lower_are_circular(lower, assignments)),
        among_tables: lower_repeats(lower, assignments.iter().map(|assignment| &assignment.value).chain(filter.expr())),
        filter,
        returning: None,
    }
}

pub(super) fn lower_delete<'p>(lower: &Lower<'p>, filter: &'p Option<Expr>) -> Vec<Step<'p>> {
    let among_tables = lower_repeats(lower, filter);
    let delete = Delete { table: lower.query.table, among_tables, filter: Filter::of(filter), returning: None };
    let loses = lower.features.deletes_row_by_row() && lower_deletes_itself(lower);
    if loses && (lower.returning().is_none() || !lower.features.row_locks()) {
        let read = lower_read_before(lower, Filter::of(filter));
        return vec![read, Step::change(Statement::Delete(delete))];
    }
    let Some(returning) = lower.returning() else {
        return vec![Step::answer(Statement::Delete(delete))];
    };
    let by_keys = loses || among_tables && !lower.identity().is_empty();
    match lower_strategy(lower, lower.features.delete_returning() && !by_keys) {
        Strategy::Returning => {
            let delete = Delete { among_tables: false, returning: Some(returning), ..delete };
            vec![Step::answer(Statement::Delete(delete))]
        }
        Strategy::Sorted => {
            let delete = Delete { among_tables: false, returning: Some(Items::All), ..delete };
            let delete = Statement::Delete(delete);
            vec![lower_sorted(lower, delete, returning)]
        }
        Strategy::Keys => vec![
            lower_keys(lower, Items::Columns(lower.identity()), Filter::of(filter)),
            lower_read_back(lower, returning),
            Step::change(Statement::Delete(Delete {
                among_tables: false,
                filter: Filter::Keys(lower.identity()),
                ..delete
            })),
        ],
    }
}

/// Whether a list in a change of one table would be taken apart once for each row.
fn lower_repeats<'p>(lower: &Lower<'_>, exprs: impl IntoIterator<Item = &'p Expr>) -> bool {
    let mut has_list = false;
    for expr in exprs {
        expr.walk(&mut |inner| has_list |= matches!(inner.kind, ExprKind::InParam { .. }));
    }
    has_list && lower.features.changes_repeat_subqueries()
}

/// Whether a row of the table may take others of it with it, by CASCADE.
fn lower_deletes_itself(lower: &Lower<'_>) -> bool {
    let mut gone = vec![lower.query.table];
    let mut next = 0;
    while next < gone.len() {
        for (id, table) in lower.schema.tables.iter().enumerate() {
            let goes = |key: &ForeignKey| key.table == gone[next] && key.on_delete == Action::Cascade;
            if table.foreign_keys.iter().any(goes) {
                if id == lower.query.table {
                    return true;
                }
                if !gone.contains(&id) {
                    gone.push(id);
                }
            }
        }
        next += 1;
    }
    false
}

fn lower_strategy(lower: &Lower<'_>, has_returning: bool) -> Strategy {
    let in_any_order = !lower_sorts(lower.query) || lower.identity().is_empty();
    if has_returning && in_any_order {
        Strategy::Returning
    } else if has_returning && lower.features.changes_in_with() {
        Strategy::Sorted
    } else if has_returning && sorted_by_key(lower.query, lower.schema) {
        Strategy::Returning
    } else {
        Strategy::Keys
    }
}

fn lower_sorted<'p>(lower: &Lower<'p>, change: Statement<'p>, returning: Items<'p>) -> Step<'p> {
    Step::answer(Statement::Select(Select {
        order: Order::Columns(lower.identity()),
        ..Select::new(Source::Changed(Box::new(change)), returning)
    }))
}

/// The keys of the rows that will be changed; their locks keep others from changing them in between.
fn lower_keys<'p>(lower: &Lower<'p>, keys: Items<'p>, filter: Filter<'p>) -> Step<'p> {
    Step::keys(Statement::Select(Select {
        filter,
        order: Order::Columns(lower.identity()),
        lock: lower.lock(Some(Lock::Wait)),
        ..Select::new(Source::Table(lower.query.table), keys)
    }))
}

/// The rows that are about to go, or their number; their locks keep others from changing them in between.
fn lower_read_before<'p>(lower: &Lower<'p>, filter: Filter<'p>) -> Step<'p> {
    let (items, order) = match lower.returning() {
        Some(returning) => (returning, Order::Columns(lower.identity())),
        None => (Items::Count, Order::None),
    };
    Step::answer(Statement::Select(Select {
        filter,
        order,
        lock: lower.lock(Some(Lock::Wait)),
        ..Select::new(Source::Table(lower.query.table), items)
    }))
}

fn lower_read_back<'p>(lower: &Lower<'p>, returning: Items<'p>) -> Step<'p> {
    Step::answer(Statement::Select(Select {
        filter: Filter::Keys(lower.identity()),
        order: Order::Columns(lower.identity()),
        ..Select::new(Source::Table(lower.query.table), returning)
    }))
}
