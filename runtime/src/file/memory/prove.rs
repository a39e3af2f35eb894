//! Rows that somebody may have edited → the first that breaks a rule of its table, and which.

use super::{Data, RowId};
use crate::error::Error;
use crate::file::evaluate::{Context, condition, evaluate};
use crate::file::execute::View;
use crate::file::expression::Expr;
use crate::file::row::Form;
use crate::file::value::Value;
use crate::file::violation;

/// A row, and what it breaks.
type Offender = (RowId, Error);

impl Data {
    /// The first row of a table that breaks NOT NULL, a key, a CHECK, a foreign key, or what a column is generated from.
    pub(crate) fn offender(&self, table: usize) -> Option<Offender> {
        self.without_value(table)
            .or_else(|| self.duplicate(table))
            .or_else(|| self.unchecked(table))
            .or_else(|| self.orphan(table))
            .or_else(|| self.unlike_generated(table))
    }

    fn without_value(&self, table: usize) -> Option<Offender> {
        let definition = &self.frame.schema.tables[table];
        let required = definition.columns.iter().enumerate().filter(|(_, column)| !column.nullable);
        let required: Vec<usize> = required.map(|(column, _)| column).collect();
        self.scan(table).find_map(|(id, row)| {
            let column = required.iter().find(|column| row[**column] == Value::Null)?;
            Some((id, violation::not_null(definition, *column)))
        })
    }

    fn duplicate(&self, table: usize) -> Option<Offender> {
        self.tables[table].keys.iter().find_map(|key| Some((key.duplicate()?, self.not_unique(table, key))))
    }

    fn unchecked(&self, table: usize) -> Option<Offender> {
        let definition = &self.frame.schema.tables[table];
        let checks = self.frame.rules.tables[table].checks.iter().zip(&*definition.checks);
        let checks: Vec<_> = checks.filter(|((_, check), _)| is_lasting(check)).collect();
        if checks.is_empty() {
            return None;
        }
        self.scan(table).find_map(|(id, row)| {
            checks.iter().find_map(|((name, check), text)| match condition(check, timeless(row)) {
                Ok(Some(false)) => Some((id, violation::check_of(definition, name, &text.expression))),
                Ok(_) => None,
                Err(error) => Some((id, error)),
            })
        })
    }

    fn orphan(&self, table: usize) -> Option<Offender> {
        let schema = &self.frame.schema;
        schema.tables[table].foreign_keys.iter().enumerate().find_map(|(number, key)| {
            let known = &self.frame.rules.tables[key.table].keys;
            let (by, order) =
                known.iter().find(|(by, columns)| by.is_unique() && is_same_set(columns, &key.references))?;
            // In the order of the parent's key.
            let columns: Vec<usize> = order
                .iter()
                .filter_map(|parent| Some(key.columns[key.references.iter().position(|column| column == parent)?]))
                .collect();
            let mut values: Vec<Value> = Vec::with_capacity(columns.len());
            self.scan(table).find_map(|(id, row)| {
                values.clear();
                values.extend(columns.iter().map(|column| row[*column].clone()));
                let has_parent = values.contains(&Value::Null) || self.one(key.table, *by, &values).is_some();
                (!has_parent).then(|| (id, violation::orphan(schema, table, number, row)))
            })
        })
    }

    fn unlike_generated(&self, table: usize) -> Option<Offender> {
        let form = Form { table: &self.frame.schema.tables[table], rules: &self.frame.rules.tables[table] };
        let generated: Vec<_> = form.rules.generated.iter().filter(|(_, expr)| is_lasting(expr)).collect();
        if generated.is_empty() {
            return None;
        }
        self.scan(table).find_map(|(id, row)| {
            generated.iter().find_map(|(column, expr)| {
                let value = evaluate(expr, timeless(row)).and_then(|value| form.stored(*column, &value));
                match value {
                    Ok(value) if value == row[*column] => None,
                    Ok(value) => Some((id, violation::not_generated(form.table, *column, &row[*column], &value))),
                    Err(error) => Some((id, error)),
                }
            })
        })
    }

    /// Computes the generated columns that a row of a file leaves out; what it gives stays, and is proven with all else.
    pub(crate) fn generate(&self, table: usize, row: &mut super::Row) {
        let form = Form { table: &self.frame.schema.tables[table], rules: &self.frame.rules.tables[table] };
        for (column, expr) in form.rules.generated.iter().filter(|(_, expr)| is_lasting(expr)) {
            if row[*column] == Value::Null
                && let Ok(value) = evaluate(expr, timeless(row)).and_then(|value| form.stored(*column, &value))
                && value != Value::Null
            {
                let mut values = row.to_vec();
                values[*column] = value;
                *row = values.into();
            }
        }
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
