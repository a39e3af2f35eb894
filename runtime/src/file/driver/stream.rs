//! A `find` → batches of its rows, all as they were when it began.

use super::{Call, FileStore, on_thread};
use crate::answer::{Flow, Sink};
use crate::driver::{Batch, Reading, Rest};
use crate::error::Result;
use crate::file::execute::{Walk, walk};
use crate::params::Params;
use crate::statement::Statement;
use std::sync::Arc;

impl FileStore {
    /// Reads the first batch, at once where that is quick.
    pub(crate) fn stream(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &Params,
        first: Box<dyn Sink>,
    ) -> Result<Batch> {
        let call = self.call(statement, params).map_err(|error| error.of(statement))?;
        if call.begins_on_thread() {
            return Ok(Batch::Reading(Box::pin(on_thread(move || begin(call, first)))));
        }
        let (sink, rest) = begin(call, first)?;
        Ok(Batch::Ready(sink, rest))
    }
}

type Read = (Box<dyn Sink>, Option<Box<dyn Rest>>);

fn begin(call: Call, first: Box<dyn Sink>) -> Result<Read> {
    let walk = walk(&call.data, call.placed.table, &call.placed.plan, call.run());
    let walk = walk.map_err(|error| error.of(call.statement))?;
    next(Paused { call, walk }, first)
}

/// A statement that stands between two rows.
struct Paused {
    call: Call,
    walk: Walk,
}

impl Rest for Paused {
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        Box::pin(async move { next(*self, sink) })
    }
}

fn next(mut paused: Paused, mut sink: Box<dyn Sink>) -> Result<Read> {
    let Paused { call, walk } = &mut paused;
    let flow = walk.next(&call.data, &call.placed.plan, call.run(), call.statement, &mut *sink);
    let flow = flow.map_err(|error| error.of(call.statement))?;
    Ok((sink, if flow == Flow::Pause { Some(Box::new(paused)) } else { None }))
}
