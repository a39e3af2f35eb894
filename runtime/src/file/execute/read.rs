//! `find`, `count`, `exists` → the rows that match, in order, and what is given of each.

use super::selection::computed;
use super::view::{Found, Seek, View};
use super::{Run, give, give_number};
use crate::answer::{Flow, Sink};
use crate::error::Result;
use crate::file::access::{self, Described, Direction, Key, KeyColumns, Path};
use crate::file::evaluate::{Bound, Context, condition, evaluate};
use crate::file::expression::Expr;
use crate::file::plan::{Count, Order, OrderKey, Output, Plan, Select, Verb};
use crate::file::value::Value;
use crate::statement::Statement;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The rows of an answer that are still to be given, in order.
pub(crate) type Matched<'v> = std::vec::IntoIter<Found<'v>>;

/// Runs a plan that changes nothing.
pub(crate) fn read(
    store: &impl View,
    table: usize,
    plan: &Plan,
    run: Run<'_>,
    statement: &'static Statement,
    sink: &mut dyn Sink,
) -> Result<()> {
    match run.schema.tables[table].view {
        Some(_) => read_from(&computed(store, table, run)?, table, plan, run, statement, sink),
        None => read_from(store, table, plan, run, statement, sink),
    }
}

fn read_from(
    view: &impl View,
    table: usize,
    plan: &Plan,
    run: Run<'_>,
    statement: &'static Statement,
    sink: &mut dyn Sink,
) -> Result<()> {
    match &plan.verb {
        Verb::Count { filter } => {
            let number = number_of(view, table, filter.as_ref(), run)?;
            give_number(sink, statement, number)
        }
        Verb::Exists { filter } => {
            let rows = find(view, table, filter.as_ref(), 1, run)?;
            give_number(sink, statement, rows.len())
        }
        Verb::Select(select) => {
            let (output, context) = (output(plan), run.context());
            for (_, row) in select_rows(view, table, select, output, run)? {
                if give(sink, statement, output, context.at(row))? != Flow::More {
                    break;
                }
            }
            Ok(())
        }
        Verb::Insert(_) | Verb::Update { .. } | Verb::Delete { .. } | Verb::Upsert(_) | Verb::Truncate => {
            unreachable!("a plan that writes is written")
        }
    }
}

/// What a plan that selects gives of a row.
pub(super) fn output(plan: &Plan) -> &Output {
    plan.output.as_ref().expect("a plan that selects gives something")
}

fn number_of(view: &impl View, table: usize, filter: Option<&Expr>, run: Run<'_>) -> Result<usize> {
    if filter.is_none() {
        return Ok(view.len(table));
    }
    let path = path(table, filter, &[], run)?;
    if let Some(number) = count(&path, view, table) {
        return Ok(number);
    }
    let mut number = 0;
    each_by(&path, view, table, filter, run, |_| {
        number += 1;
        Flow::More
    })?;
    Ok(number)
}

/// A look-up of one row by a unique key, and what is given of it.
#[derive(Debug)]
pub(crate) struct LookUp {
    key: Key,
    /// A value, or a parameter.
    value: Expr,
    /// `None`: only whether there is such a row.
    is_given: bool,
}

impl LookUp {
    /// `None` for a plan that does anything else.
    pub(crate) fn of(keys: &[KeyColumns], plan: &Plan) -> Option<LookUp> {
        let (filter, is_given) = match &plan.verb {
            Verb::Select(Select { filter, take: Count::None | Count::Literal(1..), skip: Count::None, .. }) => {
                (filter, true)
            }
            Verb::Exists { filter } => (filter, false),
            _ => return None,
        };
        let (key, value) = access::key_of_one(keys, filter.as_ref())?;
        Some(LookUp { key, value: value.clone(), is_given })
    }

    /// Gives the row, where there is one.
    pub(crate) fn read(
        &self,
        view: &impl View,
        placed: (usize, &Plan),
        run: Run<'_>,
        statement: &'static Statement,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let (table, plan) = placed;
        let value = evaluate(&self.value, run.context())?;
        let found = match &*value {
            // It is equal to nothing.
            Value::Null => None,
            value => view.one(table, self.key, std::slice::from_ref(value)),
        };
        match found {
            _ if !self.is_given => give_number(sink, statement, usize::from(found.is_some())),
            Some((_, row)) => give(sink, statement, output(plan), run.context().at(row)).map(drop),
            None => Ok(()),
        }
    }
}

/// How many rows a way leads to that are all that was asked for; `None` where they must be looked at.
fn count(path: &Path, view: &impl View, table: usize) -> Option<usize> {
    let Path::Seek { key, begin, low, high, is_exact: true, .. } = path else { return None };
    let seek = |begin| Seek { key: *key, begin, low: low.as_ref(), high: high.as_ref(), direction: Direction::Forward };
    Some(begin.iter().map(|begin| view.count(table, seek(begin))).sum())
}

/// Whether a plan writes one row that is found by a unique key, or those that stand in it.
pub(crate) fn writes_one(keys: &[KeyColumns], plan: &Plan) -> bool {
    match &plan.verb {
        Verb::Insert(_) | Verb::Upsert(_) => true,
        Verb::Update { filter, .. } | Verb::Delete { filter } => access::key_of_one(keys, filter.as_ref()).is_some(),
        _ => false,
    }
}

/// The rows of a `find`, of which the first are left out and the last cut off.
pub(super) fn select_rows<'v>(
    view: &'v impl View,
    table: usize,
    select: &Select,
    output: &Output,
    run: Run<'_>,
) -> Result<Matched<'v>> {
    let (skip, take) = bounds(select, run.params);
    let most = skip.saturating_add(take);
    let order = order_of(&select.order, run.params);
    let path = path(table, select.filter.as_ref(), order, run)?;
    let as_they_come = !select.distinct && (order.is_empty() || path.is_in_order());
    let filter = select.filter.as_ref();
    let mut rows = find_by(&path, view, table, filter, if as_they_come { most } else { usize::MAX }, run)?;
    if select.distinct {
        rows = different(rows, output, run.context())?;
    }
    if !order.is_empty() && !path.is_in_order() {
        rows = sorted(rows, order, most, run.context())?;
    }
    rows.truncate(most);
    rows.drain(..skip.min(rows.len()));
    Ok(rows.into_iter())
}

/// How many rows are left out, and how many are given at most.
fn bounds(select: &Select, params: &[Bound]) -> (usize, usize) {
    (number(select.skip, params, 0), number(select.take, params, usize::MAX))
}

fn number(count: Count, params: &[Bound], otherwise: usize) -> usize {
    let rows = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    match count {
        Count::None => otherwise,
        Count::Literal(number) => rows(number),
        Count::Param(param) => match &params[param] {
            Bound::Value(Value::Integer(number)) => rows(u64::try_from(*number).unwrap_or_default()),
            _ => otherwise,
        },
    }
}

fn order_of<'p>(order: &'p Order, params: &[Bound]) -> &'p [OrderKey] {
    match order {
        Order::None => &[],
        Order::Keys(keys) => keys,
        Order::Choice(param, arms) => match params[*param] {
            Bound::Choice(arm) => &arms[arm],
            _ => &[],
        },
    }
}

fn path(table: usize, filter: Option<&Expr>, order: &[OrderKey], run: Run<'_>) -> Result<Path> {
    access::path(&run.schema.tables[table], &run.rules.tables[table].keys, filter, order, run.context())
}

/// Those that match a filter, at most so many.
pub(super) fn find<'v>(
    view: &'v impl View,
    table: usize,
    filter: Option<&Expr>,
    most: usize,
    run: Run<'_>,
) -> Result<Vec<Found<'v>>> {
    find_by(&path(table, filter, &[], run)?, view, table, filter, most, run)
}

fn find_by<'v>(
    path: &Path,
    view: &'v impl View,
    table: usize,
    filter: Option<&Expr>,
    most: usize,
    run: Run<'_>,
) -> Result<Vec<Found<'v>>> {
    let mut found = Vec::new();
    if most > 0 {
        each_by(path, view, table, filter, run, |row| {
            found.push(row);
            if found.len() == most { Flow::Enough } else { Flow::More }
        })?;
    }
    Ok(found)
}

/// Shows the rows that match a filter until there are enough.
fn each_by<'v>(
    path: &Path,
    view: &'v impl View,
    table: usize,
    filter: Option<&Expr>,
    run: Run<'_>,
    mut show: impl FnMut(Found<'v>) -> Flow,
) -> Result<()> {
    let (context, filter) = (run.context(), path.remaining(filter));
    let mut take = |rows: &mut dyn Iterator<Item = Found<'v>>| -> Result<Flow> {
        for (id, row) in rows {
            let holds = match filter {
                None => true,
                Some(filter) => condition(filter, context.at(row))? == Some(true),
            };
            if holds && show((id, row)) == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::More)
    };
    match path {
        Path::Scan => drop(take(&mut view.scan(table))?),
        Path::Seek { key, begin, low, high, order, .. } => {
            let direction = order.unwrap_or(Direction::Forward);
            for begin in begin {
                let seek = Seek { key: *key, begin, low: low.as_ref(), high: high.as_ref(), direction };
                if take(&mut view.seek(table, seek))? == Flow::Enough {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Without those of which the same is given as of one before.
fn different<'v>(rows: Vec<Found<'v>>, output: &Output, context: Context<'_>) -> Result<Vec<Found<'v>>> {
    let mut seen: BTreeSet<Vec<Value>> = BTreeSet::new();
    let mut different = Vec::new();
    for (id, row) in rows {
        let given = match output {
            Output::Columns(places) => places.iter().map(|place| row[usize::from(*place)].clone()).collect(),
            Output::Computed(exprs) => {
                let values = exprs.iter().map(|expr| Ok(evaluate(expr, context.at(row))?.into_owned()));
                values.collect::<Result<_>>()?
            }
        };
        if seen.insert(given) {
            different.push((id, row));
        }
    }
    Ok(different)
}

/// In order; no more than the first so many need be.
fn sorted<'v>(rows: Vec<Found<'v>>, order: &[OrderKey], most: usize, context: Context<'_>) -> Result<Vec<Found<'v>>> {
    let keyed = rows.into_iter().map(|found| {
        let keys = order.iter().map(|key| Ok(evaluate(&key.expr, context.at(found.1))?.into_owned()));
        Ok((keys.collect::<Result<Vec<Value>>>()?, found))
    });
    let mut keyed = keyed.collect::<Result<Vec<_>>>()?;
    let by_keys = |one: &(Vec<Value>, Found<'v>), other: &(Vec<Value>, Found<'v>)| {
        let pairs = order.iter().zip(one.0.iter().zip(&other.0));
        pairs
            .map(|(key, (one, other))| compare_by(key, one, other))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    if most < keyed.len() {
        if most > 0 {
            keyed.select_nth_unstable_by(most - 1, by_keys);
        }
        keyed.truncate(most);
    }
    keyed.sort_by(by_keys);
    Ok(keyed.into_iter().map(|(_, found)| found).collect())
}

pub(super) fn compare_by(key: &OrderKey, one: &Value, other: &Value) -> Ordering {
    let null_first = if key.nulls_first { Ordering::Less } else { Ordering::Greater };
    match (one == &Value::Null, other == &Value::Null) {
        (true, true) => Ordering::Equal,
        (true, false) => null_first,
        (false, true) => null_first.reverse(),
        (false, false) if key.descending => other.cmp(one),
        (false, false) => one.cmp(other),
    }
}

/// Whether a plan may look at all rows of its table.
pub(crate) fn scans(table: usize, plan: &Plan, run: Run<'_>) -> Result<bool> {
    if let Verb::Insert(_) | Verb::Upsert(_) | Verb::Count { filter: None } | Verb::Exists { filter: None } = plan.verb
    {
        return Ok(false);
    }
    let (filter, order) = (filter_of(&plan.verb), order_of_verb(&plan.verb, run.params));
    let path = path(table, filter, order, run)?;
    // The first of all rows are found without looking at others.
    let is_cut = match &plan.verb {
        Verb::Select(select) => {
            filter.is_none()
                && !select.distinct
                && select.take != Count::None
                && (order.is_empty() || path.is_in_order())
        }
        _ => false,
    };
    Ok(path.is_whole() && !is_cut)
}

fn order_of_verb<'p>(verb: &'p Verb, params: &[Bound]) -> &'p [OrderKey] {
    match verb {
        Verb::Select(select) => order_of(&select.order, params),
        _ => &[],
    }
}

fn filter_of(verb: &Verb) -> Option<&Expr> {
    match verb {
        Verb::Select(Select { filter, .. })
        | Verb::Count { filter }
        | Verb::Exists { filter }
        | Verb::Update { filter, .. }
        | Verb::Delete { filter } => filter.as_ref(),
        Verb::Insert(_) | Verb::Upsert(_) | Verb::Truncate => None,
    }
}

/// How the rows of a plan are found, a line for each step.
pub(crate) fn explain(table: usize, plan: &Plan, run: Run<'_>) -> Result<String> {
    let definition = &run.schema.tables[table];
    match &plan.verb {
        Verb::Insert(_) => return Ok(format!("INSERT INTO {}", definition.name)),
        Verb::Upsert(upsert) => {
            let columns: Vec<&str> = upsert.key.iter().map(|column| &*definition.columns[*column].name).collect();
            return Ok(format!("UPSERT {} BY ({})", definition.name, columns.join(", ")));
        }
        _ => {}
    }
    let keys = &run.rules.tables[table].keys;
    let order = order_of_verb(&plan.verb, run.params);
    let path = path(table, filter_of(&plan.verb), order, run)?;
    let mut lines = vec![Described { path: &path, table: definition, keys }.to_string()];
    if let Verb::Select(select) = &plan.verb {
        if select.distinct {
            lines.push("USE A SET FOR DISTINCT".to_owned());
        }
        if !order.is_empty() && !path.is_in_order() {
            lines.push("SORT FOR ORDER BY".to_owned());
        }
    }
    Ok(lines.join("\n"))
}
