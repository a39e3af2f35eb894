//! Rows that somebody may have edited → those that break a rule of their table, and which.

use super::{Data, RowId};
use crate::error::Error;
use crate::file::evaluate::{Context, condition, evaluate};
use crate::file::execute::View;
use crate::file::expression::Expr;
use crate::file::pages::{Filling, Pages};
use crate::file::row::Form;
use crate::file::value::Value;
use crate::file::violation;
use std::collections::HashSet;

/// The rows that break a rule of their table.
#[derive(Debug, Default)]
pub(crate) struct Offenders {
    /// The first of them, and what they break.
    pub(crate) told: Vec<(usize, RowId, Error)>,
    pub(crate) others: usize,
    /// What is wrong with a row besides often follows from the first.
    seen: HashSet<(usize, RowId)>,
}

impl Offenders {
    /// So many are told.
    pub(crate) const TOLD: usize = 8;

    fn add(&mut self, table: usize, id: RowId, error: impl FnOnce() -> Error) {
        if !self.seen.insert((table, id)) {
            return;
        }
        match self.told.len() < Self::TOLD {
            true => self.told.push((table, id, error())),
            false => self.others += 1,
        }
    }
}

impl Data {
    /// Adds the rows of a table that break NOT NULL, a key, a CHECK, a foreign key, or what a column is generated from. Whether there is a parent is
    /// asked only of tables that have all their rows.
    pub(crate) fn prove(&self, table: usize, is_whole: &dyn Fn(usize) -> bool, offenders: &mut Offenders) {
        self.prove_values(table, offenders);
        self.prove_unique(table, offenders);
        self.prove_checks(table, offenders);
        self.prove_parents(table, is_whole, offenders);
        self.prove_generated(table, offenders);
    }

    fn prove_values(&self, table: usize, offenders: &mut Offenders) {
        let definition = &self.frame.schema.tables[table];
        let required = definition.columns.iter().enumerate().filter(|(_, column)| !column.nullable);
        let required: Vec<usize> = required.map(|(column, _)| column).collect();
        for (id, row) in self.scan(table) {
            for column in required.iter().filter(|column| row[**column] == Value::Null) {
                offenders.add(table, id, || violation::not_null(definition, *column));
            }
        }
    }

    fn prove_unique(&self, table: usize, offenders: &mut Offenders) {
        for key in &self.tables[table].keys {
            for id in key.duplicates() {
                offenders.add(table, id, || self.not_unique(table, key));
            }
        }
    }

    fn prove_checks(&self, table: usize, offenders: &mut Offenders) {
        let definition = &self.frame.schema.tables[table];
        let checks = self.frame.rules.tables[table].checks.iter().zip(&*definition.checks);
        let checks: Vec<_> = checks.filter(|((_, check), _)| is_lasting(check)).collect();
        for (id, row) in self.scan(table).filter(|_| !checks.is_empty()) {
            for ((name, check), text) in &checks {
                match condition(check, timeless(row)) {
                    Ok(Some(false)) => {
                        offenders.add(table, id, || violation::check_of(definition, name, &text.expression));
                    }
                    Ok(_) => {}
                    Err(error) => offenders.add(table, id, || error),
                }
            }
        }
    }

    fn prove_parents(&self, table: usize, is_whole: &dyn Fn(usize) -> bool, offenders: &mut Offenders) {
        let schema = &self.frame.schema;
        let keys = schema.tables[table].foreign_keys.iter().enumerate();
        for (number, key) in keys.filter(|(_, key)| is_whole(key.table)) {
            let mut known = self.frame.rules.tables[key.table].keys.iter();
            let by = known.find(|(by, columns)| by.is_unique() && is_same_set(columns, &key.references));
            let Some((by, order)) = by else { continue };
            // In the order of the parent's key.
            let columns: Vec<usize> = order
                .iter()
                .filter_map(|parent| Some(key.columns[key.references.iter().position(|column| column == parent)?]))
                .collect();
            let mut values: Vec<Value> = Vec::with_capacity(columns.len());
            for (id, row) in self.scan(table) {
                values.clear();
                values.extend(columns.iter().map(|column| row[*column].clone()));
                if !values.contains(&Value::Null) && self.one(key.table, *by, &values).is_none() {
                    offenders.add(table, id, || violation::orphan(schema, table, number, row));
                }
            }
        }
    }

    fn prove_generated(&self, table: usize, offenders: &mut Offenders) {
        let form = Form { table: &self.frame.schema.tables[table], rules: &self.frame.rules.tables[table] };
        let generated: Vec<_> = form.rules.generated.iter().filter(|(_, expr)| is_lasting(expr)).collect();
        for (id, row) in self.scan(table).filter(|_| !generated.is_empty()) {
            for (column, expr) in &generated {
                match evaluate(expr, timeless(row)).and_then(|value| form.stored(*column, &value)) {
                    Ok(value) if value == row[*column] => {}
                    Ok(value) => offenders
                        .add(table, id, || violation::not_generated(form.table, *column, &row[*column], &value)),
                    Err(error) => offenders.add(table, id, || error),
                }
            }
        }
    }

    /// Computes the generated columns that rows of a file leave out; what they give stays, and is proven with all else.
    pub(crate) fn generate(&self, table: usize, rows: Pages) -> Pages {
        let form = Form { table: &self.frame.schema.tables[table], rules: &self.frame.rules.tables[table] };
        if form.rules.generated.is_empty() {
            return rows;
        }
        let mut whole = Filling::new(form.table.columns.len());
        for (id, row) in rows.iter() {
            let mut row = row.to_vec();
            for (column, expr) in form.rules.generated.iter().filter(|(_, expr)| is_lasting(expr)) {
                if row[*column] == Value::Null
                    && let Ok(value) = evaluate(expr, timeless(&row)).and_then(|value| form.stored(*column, &value))
                {
                    row[*column] = value;
                }
            }
            whole.add(id, row.into_iter());
        }
        whole.finish().0
    }
}

fn timeless(row: &[Value]) -> Context<'_> {
    Context { row, params: &[], now: 0 }
}

/// Whether it is known, and the same at any time: what depends on the clock held when the row was written.
fn is_lasting(expr: &Expr) -> bool {
    !expr.any(&|expr| matches!(expr, Expr::Unknown(_)) || expr.reads_clock())
}

fn is_same_set(one: &[usize], other: &[usize]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}
