//! A plan × the rows of a store × values → what a statement answers, and what it changes.

mod effects;
mod read;
mod selection;
mod view;
mod walk;
mod write;

pub(crate) use read::{LookUp, explain, read, scans, writes_one};
pub(crate) use view::{Change, Found, RowId, Seek, View};
pub(crate) use walk::{Walk, walk};
pub(crate) use write::{Inserting, write};

use super::evaluate::{Bound, Context, evaluate};
use super::plan::Output;
use super::row::Form;
use super::rules::Rules;
use super::value::Value;
use crate::answer::{Flow, Sink};
use crate::decode::{RowReader, Source, ValueRef};
use crate::driver::RowSource;
use crate::error::Result;
use crate::statement::Statement;
use querent_schema::Schema;
use smallvec::SmallVec;
use std::borrow::Cow;

/// What a statement runs with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'r> {
    pub(crate) schema: &'r Schema,
    pub(crate) rules: &'r Rules,
    pub(crate) params: &'r [Bound],
    /// The instant of the statement.
    pub(crate) now: i64,
}

impl<'r> Run<'r> {
    fn context(&self) -> Context<'r> {
        Context { row: &[], params: self.params, now: self.now }
    }

    fn form(&self, table: usize) -> Form<'r> {
        Form { table: &self.schema.tables[table], rules: &self.rules.tables[table] }
    }
}

/// Hands what is given of a row to a sink.
pub(crate) fn give(
    sink: &mut dyn Sink,
    statement: &'static Statement,
    output: &Output,
    context: Context<'_>,
) -> Result<Flow> {
    match output {
        Output::Columns(places) => hand(sink, statement, Source::File(context.row, places)),
        Output::Computed(exprs) => {
            let mut given = Given(exprs.iter().map(|expr| evaluate(expr, context)).collect::<Result<_>>()?);
            hand(sink, statement, Source::Server(&mut given))
        }
    }
}

/// Hands a number of rows to a sink.
pub(crate) fn give_number(sink: &mut dyn Sink, statement: &'static Statement, number: usize) -> Result<()> {
    let number = Value::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    hand(sink, statement, Source::File(&[number], &[0])).map(drop)
}

fn hand(sink: &mut dyn Sink, statement: &'static Statement, row: Source<'_>) -> Result<Flow> {
    let mut reader = RowReader::new(row);
    sink.row(statement, &mut reader).map_err(|misfit| misfit.locate(statement, &reader))
}

/// What was computed of a row: so many values need no memory of their own.
struct Given<'c>(SmallVec<[Cow<'c, Value>; 8]>);

impl RowSource for Given<'_> {
    fn columns(&self) -> usize {
        self.0.len()
    }

    fn value(&self, column: usize) -> ValueRef<'_> {
        self.0[column].as_ref().into()
    }
}
