//! A statement that gives many rows → batches of them, between which it stands where it is.

use super::Sqlite;
use super::call::{Inline, Stage};
use super::pool::{Lease, User};
use crate::answer::Sink;
use crate::driver::{Batch, Reading, Rest, Work};
use crate::error::Result;
use crate::params::Params;
use crate::statement::Statement;
use std::sync::Arc;

impl Sqlite {
    /// Reads the first batch, at once where that is quick.
    pub(crate) fn stream(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: Params<'static>,
        mut first: Box<dyn Sink>,
        later: Box<dyn Sink>,
    ) -> Result<Batch> {
        match self.call(statement, &params, &mut *first) {
            Inline::Done(result) => result.map(|()| Batch::Ready(first, None)),
            Inline::Later(Stage::Resume(mut lease)) => {
                lease.hold(User::Statement(statement));
                let work = Work { statement, params, sink: later };
                Ok(Batch::Ready(first, Some(Box::new(Paused { work, lease }))))
            }
            Inline::Later(stage) => {
                let read = Arc::clone(self).carry_on(Work { statement, params, sink: first }, stage);
                Ok(Batch::Reading(reading(read)))
            }
        }
    }
}

struct Paused {
    work: Work,
    lease: Lease,
}

impl Rest for Paused {
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        let Paused { work, lease } = *self;
        let store = Arc::clone(lease.store());
        reading(store.carry_on(Work { sink, ..work }, Stage::Resume(lease)))
    }
}

/// The rows that a sink was given come out of it, and another takes its place.
fn reading(read: impl Future<Output = Result<(Work, Option<Lease>)>> + Send + 'static) -> Reading {
    Box::pin(async {
        let (mut work, lease) = read.await?;
        let sink = work.sink.take();
        Ok((sink, lease.map(|lease| Box::new(Paused { work, lease }) as Box<dyn Rest>)))
    })
}
