//! A query of a transaction that gives many rows → batches of them; the transaction's other queries wait until it has ended.

use super::{Transaction, Turn};
use crate::answer::Sink;
use crate::driver::{Batch, Ended, Next, Reading, Rest, Work};
use crate::error::Result;
use crate::params::Params;
use crate::statement::Statement;

impl Transaction {
    /// Reads the first batch.
    pub(crate) fn stream(&self, statement: &'static Statement, params: Params<'static>, first: Box<dyn Sink>) -> Batch {
        let tx = self.share();
        Batch::Reading(Box::pin(async move {
            let open = tx.turn(statement).await.map_err(|error| error.of(statement))?;
            read(open, Work { statement, params, sink: first }, Next::Start).await
        }))
    }
}

/// The next batch, with what comes after it.
async fn read(mut open: Turn, work: Work, next: Next) -> Result<(Box<dyn Sink>, Option<Box<dyn Rest>>)> {
    let (mut work, ended) = open.carry_on(work, next).await?;
    let sink = work.sink.take();
    let rest = (ended == Ended::Paused).then(|| Box::new(Paused { parts: Some((open, work)) }) as Box<dyn Rest>);
    Ok((sink, rest))
}

/// A statement between two batches, alone with its transaction.
struct Paused {
    parts: Option<(Turn, Work)>,
}

impl Rest for Paused {
    fn read(mut self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        let (open, work) = self.parts.take().expect("it is read once");
        Box::pin(read(open, Work { sink, ..work }, Next::Resume))
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        if let Some((open, _)) = &mut self.parts {
            open.session.abandon();
        }
    }
}
