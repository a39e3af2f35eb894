//! The query of a view in ANSI spelling → what is joined, kept, grouped and given.
//!
//! A row under way holds the columns of all sources, behind them what is given, behind that the aggregates: so a group or an order may
//! name what is selected, and a condition on groups what is computed of them.

use super::tokens::{Token, tokens};
use super::{Parser, Typed, unknown};
use crate::file::expression::Expr;
use crate::file::plan::OrderKey;
use crate::file::value::Value;
use querent_schema::{Schema, Type};

/// A query over tables.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Selection {
    pub(crate) sources: Vec<Source>,
    pub(crate) filter: Option<Expr>,
    /// What is given of each row, or of each group.
    pub(crate) output: Vec<Expr>,
    pub(crate) distinct: bool,
    pub(crate) groups: Vec<Expr>,
    pub(crate) aggregates: Vec<Aggregate>,
    pub(crate) having: Option<Expr>,
    pub(crate) order: Vec<OrderKey>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: usize,
    /// The columns of all sources.
    pub(crate) width: usize,
}

/// A table that is joined with those before it.
#[derive(Debug, PartialEq)]
pub(crate) struct Source {
    pub(crate) table: usize,
    /// Where its columns begin in a row.
    pub(crate) first: usize,
    /// Whether rows stay that find no partner; its columns are NULL then.
    pub(crate) outer: bool,
    pub(crate) on: Option<Expr>,
}

/// A value of many rows.
#[derive(Debug, PartialEq)]
pub(crate) struct Aggregate {
    pub(crate) kind: AggregateKind,
    /// `None`: of rows, `count(*)`.
    pub(crate) of: Option<Expr>,
    pub(crate) distinct: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AggregateKind {
    Count,
    Sum,
    /// A sum that is a float, and 0 of nothing.
    Total,
    Average,
    Least,
    Greatest,
}

impl Selection {
    /// Whether rows are put together.
    pub(crate) fn is_grouped(&self) -> bool {
        !self.groups.is_empty() || !self.aggregates.is_empty() || self.having.is_some()
    }
}

/// A source by its name, as expressions call it.
struct Named {
    name: String,
    table: usize,
    first: usize,
}

/// The query of a view.
///
/// # Errors
/// What it is that the file store does not know.
pub(crate) fn selection(text: &str, schema: &Schema) -> Result<Selection, String> {
    let tokens = tokens(text)?;
    for word in ["WITH", "UNION", "INTERSECT", "EXCEPT", "OVER", "USING", "RIGHT", "FULL"] {
        if tokens.iter().any(|token| token.is(word)) {
            return Err(format!("the file store knows no view with {word}"));
        }
    }
    let from = outside(&tokens, "FROM").next().ok_or("the file store knows no view without FROM")?;
    let (items, rest) = tokens.split_at(from);
    let (sources, named, rest) = sources(rest[1..].to_vec(), schema)?;
    let width = sources.last().map_or(0, |last| last.first + schema.tables[last.table].columns.len());
    let is_distinct = items.get(1).is_some_and(|token| token.is("DISTINCT"));
    let items = &items[if is_distinct { 2 } else { 1 }..];
    let given = outside(items, ",").count() + 1;

    let find = |source: Option<&str>, name: &str| find(&named, schema, source, name);
    let mut parser = Parser::of(items.to_vec(), &find);
    parser.aggregates = Some((width + given, Vec::new()));
    let (output, names) = output(&mut parser)?;
    let (_, aggregates) = parser.aggregates.take().unwrap_or_default();
    let selected = |source: Option<&str>, name: &str| {
        let given = || Some((width + names.iter().position(|given| given.as_deref() == Some(name))?, None));
        find(source, name).or_else(|| given().filter(|_| source.is_none()))
    };
    let mut parser = Parser::of(rest, &selected);
    parser.aggregates = Some((width + given, aggregates));
    let mut selection = clauses(&mut parser)?;
    parser.end()?;
    selection.aggregates = parser.aggregates.take().unwrap_or_default().1;
    Ok(Selection { sources, output, distinct: is_distinct, width, ..selection })
}

/// Where a word stands outside of all parentheses.
fn outside<'t>(tokens: &'t [Token], word: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut depth = 0;
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        depth += i32::from(token.is("(")) - i32::from(token.is(")"));
        (depth == 0 && token.is(word)).then_some(at)
    })
}

fn find(named: &[Named], schema: &Schema, source: Option<&str>, name: &str) -> Option<(usize, Option<Type>)> {
    let mut sources = named.iter().filter(|one| source.is_none_or(|source| one.name.eq_ignore_ascii_case(source)));
    sources.find_map(|one| {
        let columns = &schema.tables[one.table].columns;
        let column = columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))?;
        Some((one.first + column, Some(columns[column].ty.clone())))
    })
}

type Sources = (Vec<Source>, Vec<Named>, Vec<Token>);

/// What stands behind FROM, and the tokens behind that.
fn sources(mut rest: Vec<Token>, schema: &Schema) -> Result<Sources, String> {
    let (mut sources, mut named, mut first) = (Vec::new(), Vec::new(), 0);
    let mut outer = false;
    loop {
        let mut tokens = rest.into_iter().peekable();
        let name = match tokens.next() {
            Some(Token::Name(name)) => name,
            other => return Err(other.as_ref().map_or_else(|| "it ends with FROM".to_owned(), unknown)),
        };
        let table = schema.tables.iter().position(|table| table.name.eq_ignore_ascii_case(&name));
        let table = table.ok_or_else(|| format!("there is no table `{name}`"))?;
        let alias = match tokens.next_if(|token| token.is("AS")).and_then(|_| tokens.next()) {
            Some(Token::Name(alias)) => alias,
            _ => name,
        };
        named.push(Named { name: alias, table, first });
        let mut on = None;
        rest = tokens.collect();
        if rest.first().is_some_and(|token| token.is("ON")) {
            let find = |source: Option<&str>, name: &str| find(&named, schema, source, name);
            let mut parser = Parser::of(rest.split_off(1), &find);
            on = Some(parser.expression(0)?.expr);
            rest = parser.tokens.collect();
        }
        sources.push(Source { table, first, outer, on });
        first += schema.tables[table].columns.len();
        let next: Vec<&str> = rest.iter().take(2).map(|token| token.word().unwrap_or_default()).collect();
        let length = match next[..] {
            ["LEFT", "JOIN"] | ["CROSS", "JOIN"] => 2,
            ["JOIN", ..] | [",", ..] => 1,
            _ => return Ok((sources, named, rest)),
        };
        outer = next[0] == "LEFT";
        rest = rest.split_off(length);
    }
}

/// What is given, with the name of each where it has one.
fn output(parser: &mut Parser<'_>) -> Result<(Vec<Expr>, Vec<Option<String>>), String> {
    let (mut output, mut names) = (Vec::new(), Vec::new());
    loop {
        output.push(parser.expression(0)?.expr);
        names.push(match parser.take("AS").then(|| parser.tokens.next()).flatten() {
            Some(Token::Name(name)) => Some(name),
            _ => None,
        });
        if !parser.take(",") {
            parser.end()?;
            return Ok((output, names));
        }
    }
}

fn clauses(parser: &mut Parser<'_>) -> Result<Selection, String> {
    let mut selection = Selection::default();
    if parser.take("WHERE") {
        selection.filter = Some(parser.expression(0)?.expr);
    }
    if parser.take("GROUP") {
        parser.expect("BY")?;
        selection.groups = list(parser, |parser| Ok(parser.expression(0)?.expr))?;
    }
    if parser.take("HAVING") {
        selection.having = Some(parser.expression(0)?.expr);
    }
    if parser.take("ORDER") {
        parser.expect("BY")?;
        selection.order = list(parser, order_key)?;
    }
    if parser.take("LIMIT") {
        selection.limit = Some(rows(parser)?);
    }
    if parser.take("OFFSET") {
        selection.offset = rows(parser)?;
    }
    Ok(selection)
}

fn list<T>(parser: &mut Parser<'_>, one: impl Fn(&mut Parser<'_>) -> Result<T, String>) -> Result<Vec<T>, String> {
    let mut items = vec![one(parser)?];
    while parser.take(",") {
        items.push(one(parser)?);
    }
    Ok(items)
}

fn order_key(parser: &mut Parser<'_>) -> Result<OrderKey, String> {
    let expr = parser.expression(0)?.expr;
    let descending = parser.take("DESC");
    let mut nulls_first = !descending;
    if parser.take("NULLS") {
        nulls_first = parser.take("FIRST");
        if !nulls_first {
            parser.expect("LAST")?;
        }
    }
    Ok(OrderKey { expr, descending, nulls_first })
}

fn rows(parser: &mut Parser<'_>) -> Result<usize, String> {
    match parser.expression(0)?.expr {
        Expr::Value(Value::Integer(number)) => {
            usize::try_from(number).map_err(|_| "a number of rows is negative".to_owned())
        }
        _ => Err("the file store takes a plain number of rows only".to_owned()),
    }
}

impl Parser<'_> {
    /// The call of a function that is about many rows, where there may be one.
    pub(super) fn aggregate(&mut self, name: &str) -> Result<Option<Typed>, String> {
        let kind = match name {
            "count" => AggregateKind::Count,
            "sum" => AggregateKind::Sum,
            "total" => AggregateKind::Total,
            "avg" => AggregateKind::Average,
            "min" => AggregateKind::Least,
            "max" => AggregateKind::Greatest,
            _ => return Ok(None),
        };
        // Within an aggregate there is none.
        let Some((first, mut list)) = self.aggregates.take() else { return Ok(None) };
        let distinct = self.take("DISTINCT");
        let mut arguments = if self.take("*") {
            self.expect(")")?;
            Vec::new()
        } else {
            self.arguments()?
        };
        if arguments.len() > 1 {
            self.aggregates = Some((first, list));
            return super::functions::call(name, arguments).map(Some);
        }
        let argument = arguments.pop();
        let ty = match kind {
            AggregateKind::Count => Some(Type::BigInt),
            AggregateKind::Total | AggregateKind::Average => Some(Type::Float),
            _ => argument.as_ref().and_then(|argument| argument.ty.clone()),
        };
        let aggregate = Aggregate { kind, of: argument.map(|argument| argument.expr), distinct };
        let number = list.iter().position(|known| *known == aggregate).unwrap_or(list.len());
        if number == list.len() {
            list.push(aggregate);
        }
        self.aggregates = Some((first, list));
        Ok(Some(Typed { expr: Expr::Column(first + number), ty }))
    }
}
