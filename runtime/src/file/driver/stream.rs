//! A `find` → batches of its rows, all as they were when it began.

use super::{Call, Data, FileStore, on_thread};
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
        &self,
        statement: &'static Statement,
        params: &Params<'_>,
        first: Box<dyn Sink>,
    ) -> Result<Batch> {
        let call = self.place.data().and_then(|data| Ok((Call::new(&data.frame, statement, params)?, data)));
        let (call, data) = call.map_err(|error| error.of(statement))?;
        if call.begins_on_thread(&data) {
            return Ok(Batch::Reading(Box::pin(on_thread(statement, move || begin(call, data, first)))));
        }
        let (sink, rest) = begin(call, data, first).map_err(|error| error.of(statement))?;
        Ok(Batch::Ready(sink, rest))
    }
}

type Read = (Box<dyn Sink>, Option<Box<dyn Rest>>);

fn begin(call: Call, data: Arc<Data>, first: Box<dyn Sink>) -> Result<Read> {
    let walk = walk(&*data, call.placed.table, &call.placed.plan, call.run())?;
    next(Paused { call, data, walk }, first)
}

/// A statement that stands between two rows.
struct Paused {
    call: Call,
    data: Arc<Data>,
    walk: Walk,
}

impl Rest for Paused {
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        let statement = self.call.statement;
        Box::pin(async move { next(*self, sink).map_err(|error| error.of(statement)) })
    }
}

fn next(mut paused: Paused, mut sink: Box<dyn Sink>) -> Result<Read> {
    let Paused { call, data, walk } = &mut paused;
    let flow = walk.next(&**data, &call.placed.plan, call.run(), call.statement, &mut *sink)?;
    Ok((sink, if flow == Flow::Pause { Some(Box::new(paused)) } else { None }))
}
