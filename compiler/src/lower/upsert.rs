//! `upsert`: one statement with a conflict clause; where that clause cannot name its key, an update and an insert.

use super::change::update_of;
use super::insert::{insert_of, insert_values};
use super::statement::{Conflict, Filter, Insert, Rows, Select, Source, Statement, Step, Value};
use super::{Lower, assignments};
use crate::plan::{self, ColumnId};
use querent_schema::dialect::UpsertClause;

pub(super) fn lower_upsert<'p>(lower: &Lower<'p>, upsert: &'p plan::Upsert) -> Vec<Step<'p>> {
    match lower.features.upsert() {
        UpsertClause::OnConflict => vec![Step::answer(Statement::Insert(Insert {
            returning: lower.returning(),
            ..upsert_insert(lower, upsert)
        }))],
        UpsertClause::OnDuplicateKey if upsert_needs_two(lower, upsert) => upsert_in_two(lower, upsert),
        UpsertClause::OnDuplicateKey => {
            vec![Step::change(Statement::Insert(upsert_insert(lower, upsert))), upsert_read_back(lower, upsert)]
        }
    }
}

fn upsert_insert<'p>(lower: &Lower<'p>, upsert: &'p plan::Upsert) -> Insert<'p> {
    let assignments = assignments::lower_assignments(lower, &upsert.update);
    Insert {
        conflict: Some(Conflict { key: upsert.key.clone(), assignments }),
        ..insert_of(lower, &upsert.create, Rows::Values(vec![upsert_row(upsert)]))
    }
}

/// An update of the row, which keeps others from inserting it too, then an insert if there is none.
fn upsert_in_two<'p>(lower: &Lower<'p>, upsert: &'p plan::Upsert) -> Vec<Step<'p>> {
    let update = update_of(lower, &upsert.update, upsert_filter(upsert));
    let rows = Rows::Unless { row: upsert_row(upsert), present: upsert_filter(upsert) };
    vec![
        Step::change(Statement::Update(update)),
        Step::change(Statement::Insert(insert_of(lower, &upsert.create, rows))),
        upsert_read_back(lower, upsert),
    ]
}

fn upsert_read_back<'p>(lower: &Lower<'p>, upsert: &'p plan::Upsert) -> Step<'p> {
    Step::answer(Statement::Select(Select {
        filter: upsert_filter(upsert),
        ..Select::new(Source::Table(lower.query.table), lower.items())
    }))
}

/// The row whose key `where` pins.
fn upsert_filter<'p>(upsert: &'p plan::Upsert) -> Filter<'p> {
    let values = upsert.create.columns.iter().map(|column| column.column).zip(upsert_row(upsert));
    Filter::Equal(values.filter(|(column, _)| upsert.key.contains(column)).collect())
}

fn upsert_row<'p>(upsert: &'p plan::Upsert) -> Vec<Value<'p>> {
    match &upsert.create.rows {
        plan::Rows::Static(rows) => rows.iter().take(1).flat_map(|row| insert_values(&upsert.create, row)).collect(),
        plan::Rows::Many { row, .. } => insert_values(&upsert.create, row),
    }
}

fn upsert_needs_two(lower: &Lower<'_>, upsert: &plan::Upsert) -> bool {
    assignments::lower_are_circular(lower, &upsert.update) || upsert_conflicts_elsewhere(lower, upsert)
}

/// Whether the new row may collide with another one by a key that `where` does not name.
fn upsert_conflicts_elsewhere(lower: &Lower<'_>, upsert: &plan::Upsert) -> bool {
    let given = upsert.create.columns.iter().map(|column| column.column).zip(upsert_row(upsert));
    let given: Vec<(ColumnId, Value<'_>)> = given.collect();
    let may_collide = |column: &ColumnId| {
        let definition = &lower.table.columns[*column];
        match given.iter().find(|(written, _)| written == column) {
            Some((_, value)) => !upsert_is_new(lower, value),
            None => (!definition.auto_increment && definition.default.is_some()) || definition.generated.is_some(),
        }
    };
    lower.table.keys().any(|key| *key != *upsert.key && key.iter().all(may_collide))
}

/// Whether querent makes the value so that no row has it.
fn upsert_is_new(lower: &Lower<'_>, value: &Value<'_>) -> bool {
    let Value::Expr(plan::Expr { kind: plan::ExprKind::Param(param), .. }) = value else { return false };
    let makes = |input: &plan::Input| input.first == *param && matches!(input.bind, plan::Bind::Generate { .. });
    lower.query.inputs.iter().any(makes)
}
