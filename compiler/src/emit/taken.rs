//! A checked query → how each place of a value takes it, which decides what rustc says of an `Option`.

use crate::plan::{Assignment, Comparison, Expr, ExprKind, Insert, Many, Output, ParamId, Query, Rows, Verb};
use querent_schema::Table;

/// How a place takes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Compared by `=` or `!=`, in place of which `is` would take an `Option`.
    Compared,
    /// In a condition that `{x}?` would drop.
    Tested,
    /// Where only a value has a meaning.
    Needed,
    /// One of a list.
    Listed,
    /// Stored in a column.
    Stored,
    /// Stored in a column by which the row is looked for.
    StoredKey,
    /// `None` is NULL.
    OrNull,
    /// `None` is NULL, and is stored in a column.
    StoredOrNull,
}

impl Taken {
    /// The name in the table's module of what takes the value.
    pub(super) fn taker(self) -> &'static str {
        match self {
            Taken::Compared => "__Compared",
            Taken::Tested => "__Tested",
            Taken::Needed | Taken::StoredKey => "__Needed",
            Taken::Listed => "__Listed",
            Taken::Stored => "__Stored",
            Taken::OrNull | Taken::StoredOrNull => "__Form",
        }
    }

    /// Its function.
    pub(super) fn method(self) -> &'static str {
        if self.taker() == "__Form" { "or_null" } else { "param" }
    }

    /// Whether the value must be within the limits of the column.
    pub(super) fn is_stored(self) -> bool {
        matches!(self, Taken::Stored | Taken::StoredKey | Taken::StoredOrNull)
    }
}

/// The places of the parameters of a query, but for those that are [`Taken::Needed`]. Of two for one parameter the first counts.
pub(super) fn taken(query: &Query, table: &Table) -> Vec<(ParamId, Taken)> {
    let mut found = taken_stored(&query.verb);
    let filter = match &query.verb {
        Verb::Select(select) => &select.filter,
        Verb::Count { filter } | Verb::Exists { filter } | Verb::Delete { filter } | Verb::Update { filter, .. } => {
            filter
        }
        Verb::Insert(_) | Verb::Upsert(_) | Verb::Truncate => &None,
    };
    if let Some(filter) = filter {
        if matches!((&query.verb, &query.output), (Verb::Select(_), Output::Rows { many: Many::One, .. })) {
            taken_key(filter, table, &mut found);
        }
        taken_condition(filter, &mut found);
    }
    found
}

fn taken_stored(verb: &Verb) -> Vec<(ParamId, Taken)> {
    let mut found = Vec::new();
    if let Verb::Upsert(upsert) = verb {
        let keys = upsert.create.columns.iter().map(|column| upsert.key.contains(&column.column));
        let values = taken_inserted(&upsert.create).zip(keys).filter(|(_, is_key)| *is_key);
        found.extend(values.filter_map(|(value, _)| taken_param(value)).map(|param| (param, Taken::StoredKey)));
    }
    found.extend(stored_params(verb).into_iter().map(|param| (param, Taken::Stored)));
    found
}

/// What `get` finds its row by.
fn taken_key(filter: &Expr, table: &Table, found: &mut Vec<(ParamId, Taken)>) {
    match &filter.kind {
        ExprKind::And(parts) => parts.iter().for_each(|part| taken_key(part, table, found)),
        ExprKind::Compare(Comparison::Equal, left, right) => {
            for (column, value) in [(left, right), (right, left)] {
                let ExprKind::Column(column) = column.kind else { continue };
                let is_key = table.keys().any(|key| key.contains(&column));
                found.extend(taken_param(value).filter(|_| is_key).map(|param| (param, Taken::Needed)));
            }
        }
        _ => {}
    }
}

fn taken_condition(condition: &Expr, found: &mut Vec<(ParamId, Taken)>) {
    match &condition.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| taken_condition(part, found)),
        ExprKind::Not(inner) | ExprKind::Optional { condition: inner, .. } => taken_condition(inner, found),
        ExprKind::Compare(Comparison::Equal | Comparison::NotEqual, left, right) => {
            for side in [left, right] {
                found.extend(taken_param(side).map(|param| (param, Taken::Compared)));
                taken_value(side, found);
            }
        }
        _ => taken_value(condition, found),
    }
}

/// What stands in a condition, but not in another one inside of a value, which cannot be dropped.
fn taken_value(value: &Expr, found: &mut Vec<(ParamId, Taken)>) {
    if let ExprKind::Case { .. } = value.kind {
        return;
    }
    found.extend(taken_param(value).map(|param| (param, Taken::Tested)));
    value.children().into_iter().for_each(|part| taken_value(part, found));
}

fn taken_param(value: &Expr) -> Option<ParamId> {
    match &value.kind {
        ExprKind::Param(param) => Some(*param),
        ExprKind::ToDecimal(inner) => taken_param(inner),
        _ => None,
    }
}

/// The parameters that a write puts into columns as they stand.
pub fn stored_params(verb: &Verb) -> Vec<ParamId> {
    let values: Vec<&Expr> = match verb {
        Verb::Insert(insert) => taken_inserted(insert).collect(),
        Verb::Update { assignments, .. } => taken_assigned(assignments).collect(),
        Verb::Upsert(upsert) => taken_inserted(&upsert.create).chain(taken_assigned(&upsert.update)).collect(),
        Verb::Select(_) | Verb::Count { .. } | Verb::Exists { .. } | Verb::Delete { .. } | Verb::Truncate => Vec::new(),
    };
    let param = |value: &Expr| match value.kind {
        ExprKind::Param(param) => Some(param),
        _ => None,
    };
    values.into_iter().filter_map(param).collect()
}

/// The values of rows that are written out; what a `New` gives has its own limits.
fn taken_inserted(insert: &Insert) -> impl Iterator<Item = &Expr> {
    let rows: &[Vec<Expr>] = match &insert.rows {
        Rows::Static(rows) => rows,
        Rows::Many { .. } => &[],
    };
    rows.iter().flatten()
}

fn taken_assigned(assignments: &[Assignment]) -> impl Iterator<Item = &Expr> {
    assignments.iter().map(|assignment| &assignment.value)
}
