//! The rows of a `find` → handed out a few at a time.

use super::read::{output, select_rows};
use super::selection::{Computed, computed};
use super::view::{RowId, View};
use super::{Run, give};
use crate::answer::{Flow, Sink};
use crate::error::Result;
use crate::file::plan::{Plan, Verb};
use crate::statement::Statement;

/// The rows that are still to be given, by their numbers.
#[derive(Debug)]
pub(crate) struct Walk {
    table: usize,
    /// The rows of a view, which are nowhere else.
    view: Option<Computed>,
    ids: std::vec::IntoIter<RowId>,
}

/// Begins to walk over the rows of a plan that selects.
pub(crate) fn walk(store: &impl View, table: usize, plan: &Plan, run: Run<'_>) -> Result<Walk> {
    let Verb::Select(select) = &plan.verb else { unreachable!("only a plan that selects is streamed") };
    let output = output(plan);
    let view = match run.schema.tables[table].view {
        Some(_) => Some(computed(store, table, run)?),
        None => None,
    };
    let rows = match &view {
        Some(view) => select_rows(view, table, select, output, run)?,
        None => select_rows(store, table, select, output, run)?,
    };
    let ids: Vec<RowId> = rows.map(|(id, _)| id).collect();
    Ok(Walk { table, view, ids: ids.into_iter() })
}

impl Walk {
    /// Gives rows until the sink has enough of them, or wants a pause.
    pub(crate) fn next(
        &mut self,
        store: &impl View,
        plan: &Plan,
        run: Run<'_>,
        statement: &'static Statement,
        sink: &mut dyn Sink,
    ) -> Result<Flow> {
        let (output, context) = (output(plan), run.context());
        for id in self.ids.by_ref() {
            let row = match &self.view {
                Some(view) => view.row(self.table, id),
                None => store.row(self.table, id),
            };
            let Some(row) = row else { continue };
            match give(sink, statement, output, context.at(row))? {
                Flow::More => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::More)
    }
}
