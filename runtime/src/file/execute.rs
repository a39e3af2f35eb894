//! A plan × the rows of a store × values → what a statement answers, and what it changes.

mod effects;
mod read;
mod selection;
mod view;
mod walk;
mod write;

pub(crate) use read::{explain, looks_up, read, scans, writes_one};
pub(crate) use view::{Change, Found, RowId, Seek, View};
pub(crate) use walk::{Walk, walk};
pub(crate) use write::{Inserting, write};

use super::evaluate::{Bound, Context};
use super::row::Form;
use super::rules::Rules;
use crate::answer::{Flow, Sink};
use crate::decode::{RowReader, Source};
use crate::error::Result;
use crate::file::value::Value;
use crate::statement::Statement;
use querent_schema::Schema;
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

/// Hands a row of the answer to a sink.
pub(crate) fn give(sink: &mut dyn Sink, statement: &'static Statement, row: &[Cow<'_, Value>]) -> Result<Flow> {
    let mut reader = RowReader::new(Source::File(row));
    sink.row(statement, &mut reader).map_err(|misfit| misfit.locate(statement, &reader))
}
