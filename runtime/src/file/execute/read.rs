//! `find`, `count`, `exists` → the rows that match, in order, and what is given of each.

use super::selection::computed;
use super::view::{Found, Seek, View};
use super::{Run, give};
use crate::answer::{Flow, Sink};
use crate::error::Result;
use crate::file::access::{self, Described, Direction, KeyColumns, Path};
use crate::file::evaluate::{Bound, Context, condition, evaluate};
use crate::file::expression::Expr;
use crate::file::plan::{Count, Order, OrderKey, Plan, Select, Verb};
use crate::file::value::Value;
use crate::statement::Statement;
use smallvec::SmallVec;
use std::borrow::Cow;
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
    let context = run.context();
    let whole = |number: usize| Cow::Owned(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)));
    match &plan.verb {
        Verb::Count { filter: None } => give(sink, statement, &[whole(view.len(table))]).map(drop),
        Verb::Count { filter } if let Some(number) = count(view, table, filter.as_ref(), run)? => {
            give(sink, statement, &[whole(number)]).map(drop)
        }
        Verb::Count { filter } => {
            let rows = find(view, table, filter.as_ref(), usize::MAX, run)?;
            give(sink, statement, &[whole(rows.len())]).map(drop)
        }
        Verb::Exists { filter } if let Some(found) = look_up(view, table, filter.as_ref(), run)? => {
            give(sink, statement, &[whole(usize::from(found.is_some()))]).map(drop)
        }
        Verb::Exists { filter } => {
            let rows = find(view, table, filter.as_ref(), 1, run)?;
            give(sink, statement, &[whole(rows.len())]).map(drop)
        }
        Verb::Select(select) => {
            let output = plan.output.as_deref().unwrap_or_default();
            if let Some(found) = look_up(view, table, select.filter.as_ref(), run)? {
                let (skip, take) = bounds(select, run.params);
                return match found.filter(|_| skip == 0 && take > 0) {
                    Some((_, row)) => give(sink, statement, &project(output, context.at(row))?).map(drop),
                    None => Ok(()),
                };
            }
            for (_, row) in select_rows(view, table, select, output, run)? {
                if give(sink, statement, &project(output, context.at(row))?)? != Flow::More {
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

/// The row of a unique key that is all that a filter asks for; `None` where it asks for something else.
fn look_up<'v>(
    view: &'v impl View,
    table: usize,
    filter: Option<&Expr>,
    run: Run<'_>,
) -> Result<Option<Option<Found<'v>>>> {
    let keys = &run.rules.tables[table].keys;
    let Some((key, value)) = access::one(keys, filter, run.context())? else { return Ok(None) };
    Ok(Some(if value == Value::Null { None } else { view.one(table, key, &[value]) }))
}

/// How many rows a key has that are all that a filter asks for; `None` where they must be looked at.
fn count(view: &impl View, table: usize, filter: Option<&Expr>, run: Run<'_>) -> Result<Option<usize>> {
    let path = path(table, filter, &[], run)?;
    let Path::Seek { key, begin, low, high, is_exact: true, .. } = &path else { return Ok(None) };
    let seek = |begin| Seek { key: *key, begin, low: low.as_ref(), high: high.as_ref(), direction: Direction::Forward };
    Ok(Some(begin.iter().map(|begin| view.count(table, seek(begin))).sum()))
}

/// Whether a plan looks up one row by a unique key, and nothing else.
pub(crate) fn looks_up(keys: &[KeyColumns], plan: &Plan) -> bool {
    match &plan.verb {
        Verb::Select(Select { filter, .. }) | Verb::Exists { filter } => access::is_one(keys, filter.as_ref()),
        _ => false,
    }
}

/// Whether a plan writes one row that is found by a unique key, or those that stand in it.
pub(crate) fn writes_one(keys: &[KeyColumns], plan: &Plan) -> bool {
    match &plan.verb {
        Verb::Insert(_) | Verb::Upsert(_) => true,
        Verb::Update { filter, .. } | Verb::Delete { filter } => access::is_one(keys, filter.as_ref()),
        _ => false,
    }
}

/// What is given of a row: so many values need no memory of their own.
type Given<'c> = SmallVec<[Cow<'c, Value>; 8]>;

/// What is given of a row.
pub(super) fn project<'c>(output: &'c [Expr], context: Context<'c>) -> Result<Given<'c>> {
    let mut given = Given::with_capacity(output.len());
    for expr in output {
        given.push(evaluate(expr, context)?);
    }
    Ok(given)
}

/// The rows of a `find`, of which the first are left out and the last cut off.
pub(super) fn select_rows<'v>(
    view: &'v impl View,
    table: usize,
    select: &Select,
    output: &[Expr],
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
    if most == 0 {
        return Ok(found);
    }
    let (context, filter) = (run.context(), path.remaining(filter));
    let mut take = |rows: &mut dyn Iterator<Item = Found<'v>>| -> Result<Flow> {
        for (id, row) in rows {
            let holds = match filter {
                None => true,
                Some(filter) => condition(filter, context.at(row))? == Some(true),
            };
            if holds {
                found.push((id, row));
                if found.len() == most {
                    return Ok(Flow::Enough);
                }
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
    Ok(found)
}

/// Without those of which the same is given as of one before.
fn different<'v>(rows: Vec<Found<'v>>, output: &[Expr], context: Context<'_>) -> Result<Vec<Found<'v>>> {
    let mut seen: BTreeSet<Vec<Value>> = BTreeSet::new();
    let mut different = Vec::new();
    for (id, row) in rows {
        let given: Vec<Value> = project(output, context.at(row))?.into_iter().map(Cow::into_owned).collect();
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
