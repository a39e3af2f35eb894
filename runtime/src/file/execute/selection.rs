//! The query of a view × the tables that it reads → its rows.

use super::Run;
use super::read::compare_by;
use super::view::{Found, RowId, Seek, View};
use crate::error::{Error, ErrorKind, Result};
use crate::file::ansi::{Aggregate, AggregateKind, Selection};
use crate::file::evaluate::{Context, arithmetic, condition, evaluate};
use crate::file::expression::{Arithmetic, Expr};
use crate::file::value::Value;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a view, computed.
#[derive(Debug)]
pub(crate) struct Computed {
    rows: Vec<Vec<Value>>,
}

impl View for Computed {
    fn scan<'v>(&'v self, _: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v> {
        Box::new((0..).zip(self.rows.iter().map(Vec::as_slice)))
    }

    /// A view has no keys, so nothing is looked up in it.
    fn seek<'s, 'v: 's>(&'v self, table: usize, _: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's> {
        self.scan(table)
    }

    fn row(&self, _: usize, id: RowId) -> Option<&[Value]> {
        self.rows.get(usize::try_from(id).ok()?).map(Vec::as_slice)
    }

    fn len(&self, _: usize) -> usize {
        self.rows.len()
    }
}

/// The rows of a view.
pub(crate) fn computed(store: &impl View, table: usize, run: Run<'_>) -> Result<Computed> {
    let selection = match &run.rules.tables[table].view {
        Some(Ok(selection)) => selection,
        Some(Err(why)) => {
            let text = format!("the view `{}` cannot be read here: {why}", run.schema.tables[table].name);
            return Err(Error::new(ErrorKind::Query, text));
        }
        None => unreachable!("only a view is computed"),
    };
    let context = Context { row: &[], params: &[], now: run.now };
    let rows = joined(store, selection, run, context)?;
    let mut rows = match selection.is_grouped() {
        true => grouped(rows, selection, context)?,
        false => rows.into_iter().map(|row| given(row, selection, context)).collect::<Result<_>>()?,
    };
    if !selection.order.is_empty() {
        rows = ordered(rows, selection, context)?;
    }
    let (from, to) = (selection.width, selection.width + selection.output.len());
    let mut rows: Vec<Vec<Value>> = rows.into_iter().map(|row| row[from..to].to_vec()).collect();
    if selection.distinct {
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(row.clone()));
    }
    rows.drain(..selection.offset.min(rows.len()));
    rows.truncate(selection.limit.unwrap_or(usize::MAX));
    Ok(Computed { rows })
}

/// The rows of all sources side by side, those that the filter keeps.
fn joined(store: &impl View, selection: &Selection, run: Run<'_>, context: Context<'_>) -> Result<Vec<Vec<Value>>> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for source in &selection.sources {
        let inner;
        let partners: Vec<&[Value]> = if run.schema.tables[source.table].view.is_some() {
            inner = computed(store, source.table, run)?;
            inner.rows.iter().map(Vec::as_slice).collect()
        } else {
            store.scan(source.table).map(|(_, row)| row).collect()
        };
        let mut next = Vec::new();
        for row in rows {
            let before = next.len();
            for partner in &partners {
                let pair = [&row, *partner].concat();
                if holds(source.on.as_ref(), context.at(&pair))? {
                    next.push(pair);
                }
            }
            if source.outer && next.len() == before {
                let mut alone = row;
                alone.resize(alone.len() + run.schema.tables[source.table].columns.len(), Value::Null);
                next.push(alone);
            }
        }
        rows = next;
    }
    let mut kept = Vec::new();
    for row in rows {
        if holds(selection.filter.as_ref(), context.at(&row))? {
            kept.push(row);
        }
    }
    Ok(kept)
}

fn holds(filter: Option<&Expr>, context: Context<'_>) -> Result<bool> {
    filter.map_or(Ok(true), |filter| Ok(condition(filter, context)? == Some(true)))
}

/// A row with what is given of it behind it, computed in the place of the aggregates that follow.
fn given(mut row: Vec<Value>, selection: &Selection, context: Context<'_>) -> Result<Vec<Value>> {
    let end = selection.width + selection.output.len();
    row.resize(end.max(row.len()), Value::Null);
    for (number, expr) in selection.output.iter().enumerate() {
        row[selection.width + number] = evaluate(expr, context.at(&row))?.into_owned();
    }
    Ok(row)
}

/// A row for each group, with its aggregates behind it.
fn grouped(rows: Vec<Vec<Value>>, selection: &Selection, context: Context<'_>) -> Result<Vec<Vec<Value>>> {
    let whole = selection.width + selection.output.len() + selection.aggregates.len();
    let mut groups: BTreeMap<Vec<Value>, Vec<Vec<Value>>> = BTreeMap::new();
    for mut row in rows {
        row.resize(whole, Value::Null);
        let row = given(row, selection, context)?;
        let key = selection.groups.iter().map(|key| Ok(evaluate(key, context.at(&row))?.into_owned()));
        groups.entry(key.collect::<Result<_>>()?).or_default().push(row);
    }
    // Without keys all rows are one group, even when there is none.
    if selection.groups.is_empty() {
        groups.entry(Vec::new()).or_default();
    }
    let mut given_rows = Vec::new();
    for rows in groups.into_values() {
        let mut row = rows.first().cloned().unwrap_or_else(|| vec![Value::Null; whole]);
        for (number, aggregate) in selection.aggregates.iter().enumerate() {
            row[whole - selection.aggregates.len() + number] = aggregated(aggregate, &rows, context)?;
        }
        let row = given(row, selection, context)?;
        if holds(selection.having.as_ref(), context.at(&row))? {
            given_rows.push(row);
        }
    }
    Ok(given_rows)
}

fn aggregated(aggregate: &Aggregate, rows: &[Vec<Value>], context: Context<'_>) -> Result<Value> {
    let Some(of) = &aggregate.of else { return Ok(count(rows.len())) };
    let mut values = Vec::new();
    for row in rows {
        let value = evaluate(of, context.at(row))?.into_owned();
        if value != Value::Null {
            values.push(value);
        }
    }
    if aggregate.distinct {
        values.sort_unstable();
        values.dedup();
    }
    let sum = |values: Vec<Value>| {
        let add = |sum: Value, value: Value| arithmetic(Arithmetic::Add, &sum, &value);
        let mut values = values.into_iter();
        values.next().map_or(Ok(Value::Null), |first| values.try_fold(first, add))
    };
    let number = values.len();
    Ok(match aggregate.kind {
        AggregateKind::Count => count(number),
        AggregateKind::Sum => sum(values)?,
        AggregateKind::Total if number == 0 => Value::Float(0.0),
        AggregateKind::Total => arithmetic(Arithmetic::Add, &Value::Float(0.0), &sum(values)?)?,
        AggregateKind::Average if number == 0 => Value::Null,
        AggregateKind::Average => {
            let total = arithmetic(Arithmetic::Add, &Value::Float(0.0), &sum(values)?)?;
            arithmetic(Arithmetic::Divide, &total, &count(number))?
        }
        AggregateKind::Least => values.into_iter().min().unwrap_or(Value::Null),
        AggregateKind::Greatest => values.into_iter().max().unwrap_or(Value::Null),
    })
}

fn count(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn ordered(rows: Vec<Vec<Value>>, selection: &Selection, context: Context<'_>) -> Result<Vec<Vec<Value>>> {
    let keyed = rows.into_iter().map(|row| {
        let keys = selection.order.iter().map(|key| Ok(evaluate(&key.expr, context.at(&row))?.into_owned()));
        Ok((keys.collect::<Result<Vec<_>>>()?, row))
    });
    let mut keyed = keyed.collect::<Result<Vec<_>>>()?;
    keyed.sort_by(|(one, _), (other, _)| {
        let pairs = selection.order.iter().zip(one.iter().zip(other));
        pairs
            .map(|(key, (one, other))| compare_by(key, one, other))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    Ok(keyed.into_iter().map(|(_, row)| row).collect())
}
