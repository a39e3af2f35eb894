//! A `find` → batches of its rows, all as they were when it began.

use super::{Call, FileStore, on_thread};
use crate::answer::{Flow, Sink};
use crate::driver::{Batch, Reading, Rest};
use crate::error::Result;
use crate::file::execute::{Walk, walk};
use crate::params::Params;
use crate::statement::Statement;

impl FileStore {
    /// Reads the first batch, at once where that is quick.
    pub(crate) fn stream(&self, statement: &'static Statement, params: &Params, first: Box<dyn Sink>) -> Result<Batch> {
        let call = self.place.data().and_then(|data| Call::new(data, statement, params));
        let call = call.map_err(|error| error.of(statement))?;
        if call.begins_on_thread() {
            return Ok(Batch::Reading(Box::pin(on_thread(statement, move || begin(call, first)))));
        }
        let (sink, rest) = begin(call, first).map_err(|error| error.of(statement))?;
        Ok(Batch::Ready(sink, rest))
    }
}

type Read = (Box<dyn Sink>, Option<Box<dyn Rest>>);

fn begin(call: Call, first: Box<dyn Sink>) -> Result<Read> {
    let walk = walk(&*call.data, call.placed.table, &call.placed.plan, call.run())?;
    next(Paused { call, walk }, first)
}

/// A statement that stands between two rows.
struct Paused {
    call: Call,
    walk: Walk,
}

impl Rest for Paused {
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        let statement = self.call.statement;
        Box::pin(async move { next(*self, sink).map_err(|error| error.of(statement)) })
    }
}

fn next(mut paused: Paused, mut sink: Box<dyn Sink>) -> Result<Read> {
    let Paused { call, walk } = &mut paused;
    let flow = walk.next(&*call.data, &call.placed.plan, call.run(), call.statement, &mut *sink)?;
    Ok((sink, if flow == Flow::Pause { Some(Box::new(paused)) } else { None }))
}
