//! `insert` and `insert_many`: by RETURNING, or by reading each row back by its key.

use super::Lower;
use super::statement::{Filter, Insert, Order, Rows, Select, Source, Statement, Step, Value};
use crate::plan::{self, ColumnId, Count, Expr, ExprKind, ParamId};

/// Statements for all rows at once, or for each row in turn where the rows must be read back and have no key of one column that is known.
///
/// For `insert_many {rows}` the latter is a program without `Piece::Rows` and `Piece::Arrays`, which is carried out once for each row.
pub(super) fn lower_insert<'p>(lower: &Lower<'p>, insert: &'p plan::Insert) -> Vec<Step<'p>> {
    let reads_back = lower.returning().is_some() && !lower.features.insert_returning();
    match &insert.rows {
        plan::Rows::Static(rows) if reads_back => {
            rows.iter().flat_map(|row| insert_and_read_back(lower, insert, row)).collect()
        }
        plan::Rows::Many { row, .. } if reads_back => match insert_key(lower, insert, row) {
            Some(key) => insert_and_read_all_back(lower, insert, row, key),
            None => insert_and_read_back(lower, insert, row),
        },
        plan::Rows::Static(rows) if insert.columns.is_empty() => {
            rows.iter().map(|_| insert_step(lower, insert, Rows::Defaults)).collect()
        }
        plan::Rows::Static(rows) => {
            let rows = rows.iter().map(|row| insert_values(insert, row)).collect();
            vec![insert_step(lower, insert, Rows::Values(rows))]
        }
        plan::Rows::Many { row, .. } => vec![insert_step(lower, insert, Rows::Many(insert_values(insert, row)))],
    }
}

fn insert_step<'p>(lower: &Lower<'p>, insert: &'p plan::Insert, rows: Rows<'p>) -> Step<'p> {
    Step::answer(Statement::Insert(Insert { returning: lower.returning(), ..insert_of(lower, insert, rows) }))
}

/// The insert alone.
pub(super) fn insert_of<'p>(lower: &Lower<'p>, insert: &'p plan::Insert, rows: Rows<'p>) -> Insert<'p> {
    Insert {
        table: lower.query.table,
        columns: insert.columns.iter().map(|column| column.column).collect(),
        rows,
        conflict: None,
        returning: None,
    }
}

/// One value per column of the insert.
pub(super) fn insert_values<'p>(insert: &'p plan::Insert, row: &'p [Expr]) -> Vec<Value<'p>> {
    let value = |(column, value): (&plan::InsertColumn, &'p Expr)| match column.only_if {
        Some(param) => Value::Counted(value, param),
        None => Value::Expr(value),
    };
    insert.columns.iter().zip(row).map(value).collect()
}

/// The column by which each of many rows is found that were inserted at once, and its parameter.
fn insert_key(lower: &Lower<'_>, insert: &plan::Insert, row: &[Expr]) -> Option<(ColumnId, ParamId)> {
    let identity = insert_identity(lower, insert, row);
    let [column] = identity[..] else { return None };
    let at = insert.columns.iter().position(|written| written.column == column)?;
    match row[at].kind {
        ExprKind::Param(param) if !lower.table.columns[column].nullable => Some((column, param)),
        _ => None,
    }
}

/// All rows at once, then all of them by their keys, in the order given. Numbers that an INSERT with VALUES counts up follow each other.
fn insert_and_read_all_back<'p>(
    lower: &Lower<'p>,
    insert: &'p plan::Insert,
    row: &'p [Expr],
    (column, param): (ColumnId, ParamId),
) -> Vec<Step<'p>> {
    let rows = Rows::Many(insert_values(insert, row));
    let read = Select {
        filter: Filter::Inserted(column, param),
        order: Order::Inserted(column, param),
        ..Select::new(Source::Table(lower.query.table), lower.items())
    };
    vec![Step::change(Statement::Insert(insert_of(lower, insert, rows))), Step::answer(Statement::Select(read))]
}

fn insert_and_read_back<'p>(lower: &Lower<'p>, insert: &'p plan::Insert, row: &'p [Expr]) -> Vec<Step<'p>> {
    let mut steps = Vec::new();
    let mut change = insert_of(lower, insert, Rows::Defaults);
    let mut values = insert_values(insert, row);
    let mut identity = Vec::new();
    for column in insert_identity(lower, insert, row) {
        let position = change.columns.iter().position(|written| *written == column);
        let value = match position.map(|at| values[at].clone()) {
            Some(Value::Counted(given, param)) => Value::LastInsertId(Some((given, param))),
            None if lower.table.columns[column].auto_increment => Value::LastInsertId(None),
            Some(value) if insert_is_repeatable(&value) => value,
            value => {
                let at = position.unwrap_or(values.len());
                steps.push(Step::keys(Statement::Value(value.unwrap_or(Value::Default(column)))));
                change.columns.splice(at..change.columns.len().min(at + 1), [column]);
                values.splice(at..values.len().min(at + 1), [Value::MadeKey]);
                Value::MadeKey
            }
        };
        identity.push((column, value));
    }
    if !values.is_empty() {
        change.rows = Rows::Values(vec![values]);
    }
    steps.push(Step::change(Statement::Insert(change)));
    let has_key = !lower.identity().is_empty();
    steps.push(Step::answer(Statement::Select(Select {
        filter: if has_key { Filter::Equal(identity) } else { Filter::Same(identity) },
        take: (!has_key).then_some(Count::Literal(1)),
        ..Select::new(Source::Table(lower.query.table), lower.items())
    })));
    steps
}

/// The columns by which a row that was just inserted is found: a key whose values are known, else any key, else all that was given.
fn insert_identity(lower: &Lower<'_>, insert: &plan::Insert, row: &[Expr]) -> Vec<ColumnId> {
    let is_known = |column: &ColumnId| match insert.columns.iter().position(|written| written.column == *column) {
        Some(at) => insert_is_constant(&row[at]),
        None => lower.table.columns[*column].auto_increment,
    };
    let is_usable =
        |key: &&[ColumnId]| key.iter().all(|column| !lower.table.columns[*column].nullable && is_known(column));
    match lower.table.keys().find(is_usable) {
        Some(key) => key.to_vec(),
        None if lower.identity().is_empty() => insert.columns.iter().map(|column| column.column).collect(),
        None => lower.identity(),
    }
}

/// Whether the value is the same when it is written a second time.
fn insert_is_repeatable(value: &Value<'_>) -> bool {
    matches!(value, Value::Expr(expr) if insert_is_constant(expr))
}

fn insert_is_constant(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Param(_) | ExprKind::Literal(_))
}
