//! The inputs of a compiled query → random values for them, and those as parameters, as generated code makes them.

use crate::compile::{Compiled, Input, Takes};
use crate::random::Random;
use crate::subject::Subject;
use crate::value::{Value, random_text};
use querent::__private::{
    Braces, InsertRow, Instant, List, Param, Params, TakesParams, TakesRow, limit_bytes, limit_decimal, limit_text,
    pattern,
};
use querent_schema::{Column, Table, Type};
use std::collections::BTreeMap;
use std::fmt;

/// What stands in a pair of braces.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    One(Value),
    /// `None` of what may be dropped.
    Absent,
    List(Vec<Value>),
    Count(u64),
    Choice(u16),
    /// A `New` or a `Patch`: of each writable column what it is, if it is given.
    Row(Vec<Option<Value>>),
    /// The rows of an `insert_many`.
    Rows(Vec<Vec<Option<Value>>>),
}

/// The values of a query by their names.
pub(crate) type Values = BTreeMap<String, Given>;

/// A row of an `insert_many {rows}`.
#[derive(Debug, Clone)]
pub(crate) struct NewRow(Vec<Param<'static>>);

impl InsertRow<NewRow> for NewRow {
    fn push_to<'r>(&'r self, params: &mut impl TakesParams<'r>) {
        self.0.iter().for_each(|param| params.push(param.clone()));
    }
}

/// The same values, and new ones for inputs that have none that fits.
pub(crate) fn complete(compiled: &Compiled, subject: &Subject, values: &Values, random: &mut Random) -> Values {
    let table = &subject.schema.tables[compiled.table];
    let mut all = Values::new();
    for input in &compiled.inputs {
        let known = values.get(&input.name).filter(|given| fits(&input.takes, given, table));
        if !matches!(input.takes, Takes::PrefixEnd(_) | Takes::Now) {
            all.insert(input.name.clone(), known.cloned().unwrap_or_else(|| draw(&input.takes, table, random)));
        }
    }
    if let Some(name) = &compiled.rows {
        let known = values.get(name).filter(|given| matches!(given, Given::Rows(_)));
        all.insert(name.clone(), known.cloned().unwrap_or_else(|| Given::Rows(draw_rows(table, random))));
    }
    all
}

/// Whether a value has the type of the place.
fn fits(takes: &Takes, given: &Given, table: &Table) -> bool {
    match (takes, given) {
        (Takes::One { ty, nullable, .. }, Given::One(value)) => {
            value_fits(value, ty) && (*nullable || *value != Value::Null)
        }
        (Takes::Optional { ty, .. }, Given::One(value)) => value_fits(value, ty) && *value != Value::Null,
        (Takes::Optional { .. } | Takes::List { optional: true, .. }, Given::Absent) => true,
        (Takes::List { ty, .. }, Given::List(list)) => list.iter().all(|value| value_fits(value, ty)),
        (Takes::Choice(arms), Given::Choice(arm)) => arm < arms,
        (Takes::New | Takes::Patch, Given::Row(row)) => row.len() == writable(table).count(),
        (Takes::Count, Given::Count(_)) => true,
        _ => false,
    }
}

fn value_fits(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Null, _) => true,
        (Value::Integer(value), Type::SmallInt) => i16::try_from(*value).is_ok(),
        (Value::Integer(value), Type::Integer) => i32::try_from(*value).is_ok(),
        (Value::Integer(_), Type::BigInt)
        | (Value::Boolean(_), Type::Boolean)
        | (Value::Float(_), Type::Float)
        | (Value::Text(_), Type::Text { .. })
        | (Value::Bytes(_), Type::Bytes { .. })
        | (Value::Date(_), Type::Date)
        | (Value::Time(_), Type::Time)
        | (Value::DateTime(_), Type::DateTime)
        | (Value::Timestamp(_), Type::Timestamp)
        | (Value::Uuid(_), Type::Uuid)
        | (Value::Json(_), Type::Json) => true,
        (Value::Decimal(value), Type::Decimal { scale, .. }) => value.fractional_digit_count() <= i64::from(*scale),
        (Value::Text(value), Type::Enum(of)) => of.values.iter().any(|known| known == value),
        _ => false,
    }
}

fn draw(takes: &Takes, table: &Table, random: &mut Random) -> Given {
    match takes {
        Takes::One { nullable: true, .. } if random.chance(30) => Given::One(Value::Null),
        Takes::Optional { .. } if random.chance(35) => Given::Absent,
        Takes::List { optional: true, .. } if random.chance(35) => Given::Absent,
        Takes::One { ty, column, stored, .. } => Given::One(draw_value(ty, *column, *stored, table, random)),
        Takes::Optional { ty, column } => Given::One(draw_value(ty, *column, false, table, random)),
        Takes::List { ty, column, .. } => {
            let long = random.chance(3);
            let length = if long { 200 + random.below(3000) } else { random.below(5) };
            Given::List((0..length).map(|_| draw_value(ty, *column, false, table, random)).collect())
        }
        Takes::Count => Given::Count(if random.chance(5) { u64::MAX } else { random.below(9) as u64 }),
        Takes::Choice(arms) => Given::Choice(random.below(usize::from(*arms)) as u16),
        Takes::New => Given::Row(draw_row(table, random)),
        Takes::Patch => {
            let columns = writable(table).map(|(place, column)| {
                let keeps = random.chance(if is_key(table, place) { 92 } else { 75 });
                let is_null = column.nullable && random.chance(25);
                match (keeps, is_null) {
                    (true, _) => None,
                    (false, true) => Some(Value::Null),
                    (false, false) => Some(draw_value(&column.ty, Some(place), true, table, random)),
                }
            });
            Given::Row(columns.collect())
        }
        Takes::PrefixEnd(_) | Takes::Now => Given::Absent,
    }
}

/// A value, of a column where it is for one: keys are small, so that they meet; a stored text is too long at times.
fn draw_value(ty: &Type, column: Option<usize>, stored: bool, table: &Table, random: &mut Random) -> Value {
    match (ty, column) {
        (Type::SmallInt | Type::Integer | Type::BigInt, Some(column)) if is_key(table, column) && random.chance(97) => {
            Value::Integer(1 + random.below(14) as i64)
        }
        (Type::Text { max: Some(max) }, Some(_)) if !stored || !random.chance(3) => {
            Value::Text(random_text(Some(*max as usize), random))
        }
        (Type::Text { max: Some(max) }, Some(_)) => Value::Text("é".repeat(*max as usize + random.below(2))),
        (Type::Text { .. }, _) => Value::Text(random_text(None, random)),
        _ => Value::random(ty, random),
    }
}

fn draw_row(table: &Table, random: &mut Random) -> Vec<Option<Value>> {
    let columns = writable(table).map(|(place, column)| {
        let left_out = column.auto_increment || !column.is_required() && random.chance(25);
        (!left_out).then(|| draw_value(&column.ty, Some(place), true, table, random))
    });
    columns.collect()
}

fn draw_rows(table: &Table, random: &mut Random) -> Vec<Vec<Option<Value>>> {
    let length = if random.chance(5) { 60 } else { random.below(4) };
    let mut rows: Vec<Vec<Option<Value>>> = (0..length).map(|_| draw_row(table, random)).collect();
    if length > 10 {
        number_keys(table, &mut rows, 1000);
    }
    rows
}

/// Gives each row keys of its own, from `first` on, so that none is refused.
pub(crate) fn number_keys(table: &Table, rows: &mut [Vec<Option<Value>>], first: i64) {
    for (place, (column, definition)) in writable(table).enumerate() {
        let references = table.foreign_keys.iter().any(|key| key.columns.contains(&column));
        for (row, number) in rows.iter_mut().zip(first..) {
            match &definition.ty {
                _ if !is_key(table, column) || definition.auto_increment || references => {}
                _ if row[place].is_none() => {}
                Type::Text { .. } if table.primary_key.contains(&column) => {}
                Type::Text { .. } => row[place] = Some(Value::Text(format!("{}{}", number % 10, number))),
                _ => row[place] = Some(Value::Integer(number)),
            }
        }
    }
}

/// The columns that a `New` and a `Patch` have.
pub(crate) fn writable(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    table.columns.iter().enumerate().filter(|(_, column)| column.is_writable())
}

/// Whether a column is part of a key or references one.
fn is_key(table: &Table, column: usize) -> bool {
    let referencing = table.foreign_keys.iter().flat_map(|key| key.columns.iter());
    table.keys().flatten().chain(referencing).any(|of_key| *of_key == column)
}

/// The parameters of a query.
pub(crate) fn params(compiled: &Compiled, subject: &Subject, values: &Values) -> Params<'static> {
    let table = &subject.schema.tables[compiled.table];
    let mut params = Params::new();
    for Input { name, takes, pattern: is_pattern } in &compiled.inputs {
        match (takes, values.get(name)) {
            (Takes::PrefixEnd(of), _) => params.push_prefix_end(*of),
            (Takes::Now, _) => params.push(Instant::now().timestamp()),
            (Takes::New, Some(Given::Row(row))) => Braces::push_to(&new_row(table, row), &mut params),
            (Takes::Patch, Some(Given::Row(row))) => patch(table, row, &mut params),
            (Takes::One { column: Some(column), stored: true, .. }, Some(Given::One(value))) => {
                params.push(stored(table, &table.columns[*column], value));
            }
            (_, Some(given)) if *is_pattern => params.push(pattern(given.param())),
            (_, Some(given)) => params.push(given.param()),
            (_, None) => params.push(Param::Absent),
        }
    }
    params
}

/// The rows of an `insert_many`.
pub(crate) fn new_rows(table: &Table, rows: &[Vec<Option<Value>>]) -> Vec<NewRow> {
    rows.iter().map(|row| new_row(table, row)).collect()
}

/// What is left out is NULL, for which the query puts the default, and absent where the database counts.
fn new_row(table: &Table, row: &[Option<Value>]) -> NewRow {
    let params = writable(table).zip(row).map(|((_, column), value)| match value {
        Some(value) => stored(table, column, value),
        None if column.auto_increment => Param::Absent,
        None if column.filled.is_some() => Instant::now().timestamp(),
        None => Param::Null,
    });
    NewRow(params.collect())
}

fn patch(table: &Table, row: &[Option<Value>], params: &mut Params<'static>) {
    for ((_, column), value) in writable(table).zip(row) {
        params.push(value.as_ref().map_or(Param::Absent, |value| stored(table, column, value)));
    }
}

/// A value within the limits of its column, or what says why it is not.
fn stored(table: &Table, column: &Column, value: &Value) -> Param<'static> {
    let name = format!("{}.{}", table.rust_name, column.rust_name);
    match &column.ty {
        Type::Text { max: Some(max) } => limit_text(value.param(), *max as usize, &name),
        Type::Bytes { max: Some(max) } => limit_bytes(value.param(), *max as usize, &name),
        Type::Decimal { precision, scale } => limit_decimal(value.param(), (*precision).into(), (*scale).into(), &name),
        _ => value.param(),
    }
}

impl Given {
    fn param(&self) -> Param<'static> {
        match self {
            Given::One(value) => value.param(),
            Given::Absent => Param::Absent,
            Given::List(values) => Param::List(list(values)),
            Given::Count(count) => Param::Integer(i64::try_from(*count).unwrap_or(i64::MAX)),
            Given::Choice(arm) => Param::Choice(*arm),
            Given::Row(_) | Given::Rows(_) => unreachable!("rows are taken apart"),
        }
    }

    /// The two halves of a list.
    pub(crate) fn halves(&self) -> Vec<Given> {
        match self {
            Given::List(list) if list.len() > 3 => halves(list).map(Given::List).into(),
            Given::Rows(rows) if rows.len() > 3 => halves(rows).map(Given::Rows).into(),
            _ => Vec::new(),
        }
    }

    /// Everything that is simpler by one step.
    pub(crate) fn simpler(&self) -> Vec<Given> {
        let value = |value: &Option<Value>| {
            let simpler = value.iter().flat_map(Value::simpler).map(Some);
            let left_out = value.iter().map(|_| None);
            left_out.chain(simpler).collect::<Vec<_>>()
        };
        match self {
            Given::One(one) => one.simpler().into_iter().map(Given::One).collect(),
            Given::List(list) => smaller_lists(list, |value| value.simpler()).into_iter().map(Given::List).collect(),
            Given::Row(row) => each_simpler(row, value).map(Given::Row).collect(),
            Given::Rows(rows) => {
                let row = |row: &Vec<Option<Value>>| each_simpler(row, value).collect::<Vec<_>>();
                smaller_lists(rows, row).into_iter().map(Given::Rows).collect()
            }
            Given::Count(count) if *count > 1 => vec![Given::Count(0), Given::Count(1), Given::Count(count / 2)],
            Given::Absent | Given::Count(_) | Given::Choice(_) => Vec::new(),
        }
    }
}

fn halves<T: Clone>(list: &[T]) -> [Vec<T>; 2] {
    let (first, second) = list.split_at(list.len() / 2);
    [first.to_vec(), second.to_vec()]
}

/// The list without one item, and with one item that is simpler.
fn smaller_lists<T: Clone>(list: &[T], simpler: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut found = Vec::new();
    if list.len() <= 40 {
        found.extend((0..list.len()).map(|left_out| {
            let kept = list.iter().enumerate().filter(|(place, _)| *place != left_out);
            kept.map(|(_, item)| item.clone()).collect()
        }));
        found.extend(each_simpler(list, simpler));
    }
    found
}

fn each_simpler<T: Clone>(list: &[T], simpler: impl Fn(&T) -> Vec<T>) -> impl Iterator<Item = Vec<T>> {
    (0..list.len()).flat_map(move |place| {
        simpler(&list[place]).into_iter().map(move |item| {
            let mut list = list.to_vec();
            list[place] = item;
            list
        })
    })
}

/// The values of a list in the form that drivers take.
fn list(values: &[Value]) -> List<'static> {
    let params: Vec<Param<'_>> = values.iter().map(Value::param).collect();
    let integers: Option<Vec<i64>> =
        params.iter().map(|param| if let Param::Integer(value) = param { Some(*value) } else { None }).collect();
    let floats: Option<Vec<f64>> =
        params.iter().map(|param| if let Param::Float(value) = param { Some(*value) } else { None }).collect();
    let texts: Option<Vec<_>> =
        params.iter().map(|param| if let Param::Text(text) = param { Some(text.clone()) } else { None }).collect();
    match (integers, floats, texts) {
        _ if params.is_empty() => List::Other(params),
        (Some(integers), _, _) => List::Integers(integers),
        (_, Some(floats), _) => List::Floats(floats),
        (_, _, Some(texts)) => List::Texts(texts),
        _ => List::Other(params),
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Given::One(value) => value.fmt(f),
            Given::Absent => f.write_str("None"),
            Given::List(list) if list.len() > 20 => write!(f, "[{} … {} values]", list[0], list.len()),
            Given::List(list) => {
                let values: Vec<String> = list.iter().map(Value::to_string).collect();
                write!(f, "[{}]", values.join(", "))
            }
            Given::Count(count) => count.fmt(f),
            Given::Choice(arm) => arm.fmt(f),
            Given::Row(row) => write_row(f, row),
            Given::Rows(rows) => {
                f.write_str("[")?;
                for row in rows {
                    f.write_str("\n      ")?;
                    write_row(f, row)?;
                }
                f.write_str("]")
            }
        }
    }
}

/// A row by position; `-` is what is left out.
fn write_row(f: &mut fmt::Formatter<'_>, row: &[Option<Value>]) -> fmt::Result {
    let values: Vec<String> =
        row.iter().map(|value| value.as_ref().map_or_else(|| "-".to_owned(), Value::to_string)).collect();
    write!(f, "({})", values.join(", "))
}
