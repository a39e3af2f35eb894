//! A filter and an order × the keys and indexes of a table → the way by which the fewest rows are looked at, and sorted only where no key has the order.

mod described;
mod order;

use super::evaluate::{Bound, Context, evaluate, is_dropped, literal_start};
use super::expression::{Comparison, Expr};
use super::plan::OrderKey;
use super::value::Value;
use crate::error::Result;
use crate::params::Param;
use querent_schema::Table;
use std::ops;

pub(crate) use described::Described;

/// What a table is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Primary,
    /// A number among [`Table::uniques`].
    Unique(usize),
    /// A number among [`Table::indexes`].
    Index(usize),
    /// A number among [`Table::indexes`], of a unique one that is about some rows only, or about what is computed of them.
    Partial(usize),
}

/// Which way a key is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// The way to the rows of a filter, which is asked of each of them all the same, unless the way is exact.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Path {
    /// All rows.
    Scan,
    /// The rows whose key begins with one of these values and goes on with one between `low` and `high`.
    Seek {
        key: Key,
        begin: Vec<Vec<Value>>,
        low: ops::Bound<Value>,
        high: ops::Bound<Value>,
        /// Which way they are in the order that is asked for; `None` where they must be sorted.
        order: Option<Direction>,
        /// Whether that is all that the filter asks for.
        is_exact: bool,
    },
}

impl Path {
    /// Whether the rows come in the order that was asked for.
    pub(crate) fn is_in_order(&self) -> bool {
        matches!(self, Path::Seek { order: Some(_), .. })
    }

    /// What is yet to be asked of the rows.
    pub(crate) fn remaining<'e>(&self, filter: Option<&'e Expr>) -> Option<&'e Expr> {
        filter.filter(|_| !matches!(self, Path::Seek { is_exact: true, .. }))
    }

    /// Whether it leads over the whole table.
    pub(crate) fn is_whole(&self) -> bool {
        match self {
            Path::Scan => true,
            Path::Seek { begin, low, high, .. } => {
                let unbound = matches!((low, high), (ops::Bound::Unbounded, ops::Bound::Unbounded));
                unbound && matches!(&begin[..], [begun] if begun.is_empty())
            }
        }
    }
}

impl Key {
    /// All keys of a table that hold every row, and their columns.
    pub(crate) fn all(table: &Table) -> impl Iterator<Item = (Key, Vec<usize>)> {
        let primary = Some((Key::Primary, table.primary_key.to_vec())).filter(|_| !table.primary_key.is_empty());
        let uniques = table.uniques.iter().enumerate().map(|(number, key)| (Key::Unique(number), key.columns.to_vec()));
        let indexes = table.indexes.iter().enumerate().filter_map(|(number, index)| {
            let columns: Option<Vec<usize>> = index.keys.iter().map(|key| key.key.column()).collect();
            Some((Key::Index(number), columns.filter(|_| index.filter.is_none())?))
        });
        primary.into_iter().chain(uniques).chain(indexes)
    }

    /// How messages call it.
    fn name(self, table: &Table) -> String {
        match self {
            Key::Primary => "PRIMARY KEY".to_owned(),
            Key::Unique(number) => match &table.uniques[number].name {
                Some(name) => format!("UNIQUE {name}"),
                None => "UNIQUE KEY".to_owned(),
            },
            Key::Index(number) | Key::Partial(number) => format!("INDEX {}", table.indexes[number].name),
        }
    }

    pub(crate) fn is_unique(self) -> bool {
        !matches!(self, Key::Index(_))
    }
}

/// What a part of a filter says of one column.
enum Fact<'e> {
    Equal(&'e Expr),
    /// One of these.
    Among(Vec<&'e Expr>),
    AmongParam(usize),
    Above(&'e Expr, Edge),
    Below(&'e Expr, Edge),
    /// It begins with this text.
    Begins(Value),
}

/// Whether the edge of a range belongs to it.
#[derive(Clone, Copy)]
enum Edge {
    In,
    Out,
}

/// How the columns of a key are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Equal,
    Among,
    Range,
}

/// A key with its columns.
pub(crate) type KeyColumns = (Key, Vec<usize>);

/// The best way to the rows of a filter, by one of the keys of a table.
///
/// # Errors
/// When a constant of the filter cannot be computed.
pub(crate) fn path(
    table: &Table,
    keys: &[KeyColumns],
    filter: Option<&Expr>,
    order: &[OrderKey],
    context: Context<'_>,
) -> Result<Path> {
    let facts = facts_of(filter, context)?;
    let Some(Choice { key, columns, uses, order }) = best(table, keys, &facts, order) else { return Ok(Path::Scan) };
    let mut begin: Vec<Vec<Value>> = vec![Vec::new()];
    let (mut low, mut high) = (ops::Bound::Unbounded, ops::Bound::Unbounded);
    for (column, used) in columns.iter().zip(&uses) {
        let of_column = || facts.iter().filter(|(about, _)| about == column).map(|(_, fact)| fact);
        match used {
            Use::Equal | Use::Among => {
                let values = values_of(of_column(), context)?;
                begin = begin.iter().flat_map(|begun| values.iter().map(|value| extended(begun, value))).collect();
            }
            Use::Range => {
                for fact in of_column() {
                    match range_of(fact, context)? {
                        Some(range) => {
                            low = above(low, range.0);
                            high = below(high, range.1);
                        }
                        None => begin.clear(),
                    }
                }
            }
        }
    }
    let has_nan = || begin.iter().flatten().any(|value| matches!(value, Value::Float(number) if number.is_nan()));
    let is_exact = filter.is_some_and(|filter| asks_no_more(filter, columns, &uses)) && !has_nan();
    begin.sort_unstable();
    begin.dedup();
    if order == Some(Direction::Backward) {
        begin.reverse();
    }
    Ok(Path::Seek { key, begin, low, high, order, is_exact })
}

/// Whether a filter is nothing but one equation, or one list, for each column of a key that is used.
fn asks_no_more(filter: &Expr, columns: &[usize], uses: &[Use]) -> bool {
    let parts = match filter {
        Expr::And(parts) => &parts[..],
        part => std::slice::from_ref(part),
    };
    let is_asked = |column: &usize| {
        parts.iter().any(|part| match part {
            Expr::Compare(Comparison::Equal, left, right) => **left == Expr::Column(*column) && is_constant(right),
            Expr::InParam(value, _) => **value == Expr::Column(*column),
            _ => false,
        })
    };
    parts.len() == uses.len() && columns.iter().zip(uses).all(|(column, used)| *used != Use::Range && is_asked(column))
}

/// The unique key and the value of `key = value`, which most look-ups are; `None` where the filter is no such one.
pub(crate) fn key_of_one<'e>(keys: &[KeyColumns], filter: Option<&'e Expr>) -> Option<(Key, &'e Expr)> {
    let Some(Expr::Compare(Comparison::Equal, left, right)) = filter else { return None };
    let (Expr::Column(column), Expr::Param(_) | Expr::Value(_)) = (&**left, &**right) else { return None };
    let (key, _) = keys.iter().find(|(key, columns)| key.is_unique() && columns[..] == [*column])?;
    Some((*key, right))
}

fn extended(begun: &[Value], value: &Value) -> Vec<Value> {
    begun.iter().chain([value]).cloned().collect()
}

/// What must hold of columns for the whole filter to hold.
fn facts_of<'e>(filter: Option<&'e Expr>, context: Context<'_>) -> Result<Vec<(usize, Fact<'e>)>> {
    let mut facts = Vec::new();
    if let Some(filter) = filter {
        gather(filter, context, &mut facts)?;
    }
    Ok(facts)
}

fn gather<'e>(filter: &'e Expr, context: Context<'_>, facts: &mut Vec<(usize, Fact<'e>)>) -> Result<()> {
    if is_dropped(filter, context.params) {
        return Ok(());
    }
    match filter {
        Expr::And(items) => items.iter().try_for_each(|item| gather(item, context, facts))?,
        Expr::Optional(_, inner) => gather(inner, context, facts)?,
        Expr::Compare(comparison, left, right) => match (&**left, &**right) {
            (Expr::Column(column), other) if is_constant(other) => compared(*column, *comparison, other, facts),
            (other, Expr::Column(column)) if is_constant(other) => {
                compared(*column, mirrored(*comparison), other, facts);
            }
            _ => {}
        },
        Expr::Same(left, right) => match (&**left, &**right) {
            // NULL is no value that a key is searched for.
            (Expr::Column(column), other) | (other, Expr::Column(column))
                if is_constant(other) && constant(other, context)? != Value::Null =>
            {
                facts.push((*column, Fact::Equal(other)));
            }
            _ => {}
        },
        Expr::Between(value, low, high) => {
            if let (Expr::Column(column), true) = (&**value, is_constant(low) && is_constant(high)) {
                facts.push((*column, Fact::Above(low, Edge::In)));
                facts.push((*column, Fact::Below(high, Edge::In)));
            }
        }
        Expr::In(value, list) => {
            if let (Expr::Column(column), true) = (&**value, list.iter().all(is_constant)) {
                facts.push((*column, Fact::Among(list.iter().collect())));
            }
        }
        Expr::InParam(value, param) => {
            if let Expr::Column(column) = &**value {
                facts.push((*column, Fact::AmongParam(*param)));
            }
        }
        Expr::StartsWith(value, prefix) => {
            if let (Expr::Column(column), true) = (&**value, is_constant(prefix)) {
                facts.push((*column, Fact::Begins(constant(prefix, context)?)));
            }
        }
        Expr::Like { value, pattern, ignore_case: false } => {
            if let (Expr::Column(column), true) = (&**value, is_constant(pattern)) {
                let begins = match constant(pattern, context)? {
                    Value::Text(pattern) => Value::Text(literal_start(&pattern).into()),
                    _ => Value::Null,
                };
                // All texts begin with the empty one.
                if !matches!(&begins, Value::Text(text) if text.is_empty()) {
                    facts.push((*column, Fact::Begins(begins)));
                }
            }
        }
        Expr::Column(column) => facts.push((*column, Fact::Equal(&TRUE))),
        Expr::Not(inner) => {
            if let Expr::Column(column) = &**inner {
                facts.push((*column, Fact::Equal(&FALSE)));
            }
        }
        _ => {}
    }
    Ok(())
}

/// A column that is a condition by itself is equal to one of these.
const TRUE: Expr = Expr::Value(Value::Boolean(true));
const FALSE: Expr = Expr::Value(Value::Boolean(false));

fn compared<'e>(column: usize, comparison: Comparison, other: &'e Expr, facts: &mut Vec<(usize, Fact<'e>)>) {
    let fact = match comparison {
        Comparison::Equal => Fact::Equal(other),
        Comparison::NotEqual => return,
        Comparison::Less => Fact::Below(other, Edge::Out),
        Comparison::LessOrEqual => Fact::Below(other, Edge::In),
        Comparison::Greater => Fact::Above(other, Edge::Out),
        Comparison::GreaterOrEqual => Fact::Above(other, Edge::In),
    };
    facts.push((column, fact));
}

fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// Whether it has the same value for all rows.
fn is_constant(expr: &Expr) -> bool {
    let mut reads = false;
    expr.columns(&mut |_| reads = true);
    !reads
}

/// A key, with how each of its first columns is used.
struct Choice<'k> {
    key: Key,
    columns: &'k [usize],
    uses: Vec<Use>,
    order: Option<Direction>,
}

/// The key that leaves the fewest rows; of those alike, one that has them in order. Where none leaves any out, one that has all rows in order.
fn best<'k>(
    table: &Table,
    keys: &'k [KeyColumns],
    facts: &[(usize, Fact<'_>)],
    order: &[OrderKey],
) -> Option<Choice<'k>> {
    if facts.is_empty() && order.is_empty() {
        return None;
    }
    let is_fixed = |column: usize| facts.iter().any(|(about, fact)| *about == column && matches!(fact, Fact::Equal(_)));
    let rated = keys.iter().map(|(key, columns)| {
        let uses = uses_of(columns, facts);
        let order = order::direction(table, *key, columns, order, is_fixed);
        (rate(*key, columns, &uses), Choice { key: *key, columns, uses, order })
    });
    let leads = rated.filter(|(rate, choice)| *rate > 0 || choice.order.is_some());
    let best = leads.reduce(|best, other| {
        let weight = |(rate, choice): &(usize, Choice<'_>)| (*rate, choice.order.is_some());
        if weight(&other) > weight(&best) { other } else { best }
    });
    best.map(|(_, choice)| choice)
}

/// A list or a range ends what is used of a key.
fn uses_of(columns: &[usize], facts: &[(usize, Fact<'_>)]) -> Vec<Use> {
    let mut uses = Vec::new();
    for column in columns {
        let of_column = || facts.iter().filter(|(about, _)| about == column).map(|(_, fact)| fact);
        let used = if of_column().any(|fact| matches!(fact, Fact::Equal(_))) {
            Use::Equal
        } else if of_column().any(|fact| matches!(fact, Fact::Among(_) | Fact::AmongParam(_))) {
            Use::Among
        } else if of_column().next().is_some() {
            Use::Range
        } else {
            break;
        };
        uses.push(used);
        if used != Use::Equal {
            break;
        }
    }
    uses
}

fn rate(key: Key, columns: &[usize], uses: &[Use]) -> usize {
    let whole = uses.len() == columns.len() && uses.iter().all(|used| *used == Use::Equal);
    let of = |used: &Use| match used {
        Use::Equal => 10,
        Use::Among => 8,
        Use::Range => 3,
    };
    uses.iter().map(of).sum::<usize>() + if whole && key.is_unique() { 1000 } else { 0 }
}

/// The values that a column may have; none of them is NULL, which nothing is equal to.
fn values_of<'e>(facts: impl Iterator<Item = &'e Fact<'e>>, context: Context<'_>) -> Result<Vec<Value>> {
    let mut chosen: Option<Vec<Value>> = None;
    for fact in facts {
        let values = match fact {
            Fact::Equal(expr) => vec![constant(expr, context)?],
            Fact::Among(_) | Fact::AmongParam(_) if chosen.is_some() => continue,
            Fact::Among(list) => list.iter().map(|item| constant(item, context)).collect::<Result<_>>()?,
            Fact::AmongParam(param) => match &context.params[*param] {
                Bound::List(values) => values.clone(),
                _ => Vec::new(),
            },
            Fact::Above(..) | Fact::Below(..) | Fact::Begins(_) => continue,
        };
        let equal = matches!(fact, Fact::Equal(_));
        chosen = Some(values);
        if equal {
            break;
        }
    }
    let mut values = chosen.unwrap_or_default();
    values.retain(|value| *value != Value::Null);
    Ok(values)
}

fn constant(expr: &Expr, context: Context<'_>) -> Result<Value> {
    Ok(evaluate(expr, context.at(&[]))?.into_owned())
}

type Range = (ops::Bound<Value>, ops::Bound<Value>);

/// What a fact leaves of a column; `None` where that is nothing.
fn range_of(fact: &Fact<'_>, context: Context<'_>) -> Result<Option<Range>> {
    let edge = |value: Value, edge: Edge| match edge {
        Edge::In => ops::Bound::Included(value),
        Edge::Out => ops::Bound::Excluded(value),
    };
    let (expr, range): (&Expr, &dyn Fn(Value) -> Range) = match fact {
        Fact::Above(expr, at) => (expr, &|value| (edge(value, *at), ops::Bound::Unbounded)),
        // NULL stands below all values and is less than none.
        Fact::Below(expr, at) => (expr, &|value| (ops::Bound::Excluded(Value::Null), edge(value, *at))),
        Fact::Begins(Value::Text(text)) => {
            let high = match crate::bind::prefix_end(&Param::Text((&**text).into())) {
                Param::Text(text) => ops::Bound::Excluded(Value::Text(text.into())),
                _ => ops::Bound::Unbounded,
            };
            return Ok(Some((ops::Bound::Included(Value::Text(text.clone())), high)));
        }
        // Nothing begins with NULL.
        Fact::Begins(_) => return Ok(None),
        Fact::Equal(_) | Fact::Among(_) | Fact::AmongParam(_) => {
            return Ok(Some((ops::Bound::Unbounded, ops::Bound::Unbounded)));
        }
    };
    let value = constant(expr, context)?;
    Ok(if value == Value::Null { None } else { Some(range(value)) })
}

/// The higher of two lower edges.
fn above(one: ops::Bound<Value>, other: ops::Bound<Value>) -> ops::Bound<Value> {
    match (&one, &other) {
        (ops::Bound::Unbounded, _) => other,
        (_, ops::Bound::Unbounded) => one,
        (ops::Bound::Included(a) | ops::Bound::Excluded(a), ops::Bound::Included(b) | ops::Bound::Excluded(b)) => {
            let other_wins = b > a || (b == a && matches!(other, ops::Bound::Excluded(_)));
            if other_wins { other } else { one }
        }
    }
}

/// The lower of two upper edges.
fn below(one: ops::Bound<Value>, other: ops::Bound<Value>) -> ops::Bound<Value> {
    match (&one, &other) {
        (ops::Bound::Unbounded, _) => other,
        (_, ops::Bound::Unbounded) => one,
        (ops::Bound::Included(a) | ops::Bound::Excluded(a), ops::Bound::Included(b) | ops::Bound::Excluded(b)) => {
            let other_wins = b < a || (b == a && matches!(other, ops::Bound::Excluded(_)));
            if other_wins { other } else { one }
        }
    }
}

#[cfg(test)]
mod tests;
