//! A transaction on the file store: statements on a copy of its rows, which take no time to make → the rows that all see from then on.

use super::{Call, FileStore, on_thread, rows_of, timed, write};
use crate::answer::{Flow, Sink};
use crate::driver::{Ended, Next, NextRow, Savepoint, Tried, Work};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::file::execute::{Walk, walk};
use crate::file::memory::Data;
use crate::file::plan::Verb;
use crate::params::Params;
use crate::statement::Statement;
use crate::transaction::{Access, Origin, TransactionOptions};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::OwnedSemaphorePermit;

/// A transaction.
pub(crate) struct Session {
    store: Arc<FileStore>,
    /// The rows as it sees them; gone when a future was dropped while a thread had them.
    data: Option<Data>,
    /// The right to write.
    permit: Option<OwnedSemaphorePermit>,
    /// The rows as they were at each savepoint.
    points: Vec<Data>,
    /// A stream that has paused.
    paused: Option<(Call, Walk)>,
}

impl FileStore {
    /// Begins a transaction, with the right to write unless it only reads.
    pub(crate) async fn begin_transaction(
        self: &Arc<Self>,
        options: &TransactionOptions,
        origin: Origin,
    ) -> Result<Session> {
        if options.deferrable {
            let text = "the file store has no deferrable transactions: leave `deferrable` out";
            return Err(Error::new(ErrorKind::Query, text).about(&origin.to_string()));
        }
        let permit = match options.access() {
            Access::Read => None,
            Access::Write => Some(self.permit().await.map_err(|error| error.about(&origin.to_string()))?),
        };
        let data = self.opened(&mut self.lock())?.clone();
        Ok(Session { store: Arc::clone(self), data: Some(data), permit, points: Vec::new(), paused: None })
    }
}

impl Session {
    /// Runs a statement at once where that is quick.
    pub(crate) fn attempt(&mut self, statement: &'static Statement, params: &Params, sink: &mut dyn Sink) -> Tried {
        if statement.state.prefers_thread(statement.weight) {
            return Tried::Later(Next::Start);
        }
        let done = match self.data() {
            Ok(data) if statement.writes.is_empty() => match Call::new(data, statement, params) {
                Ok(call) if call.begins_on_thread() => return Tried::Later(Next::Start),
                Ok(call) => timed(statement, || call.read(sink)),
                Err(error) => Err(error),
            },
            Ok(data) => timed(statement, || write(data, statement, params, &[], sink)),
            Err(error) => Err(error),
        };
        Tried::Done(done.map_err(|error| error.of(statement)))
    }

    /// Carries a statement to its end, or to where its sink wants a pause.
    pub(crate) async fn carry_on(&mut self, work: Work, next: Next) -> Result<(Work, Ended)> {
        let statement = work.statement;
        if let (Next::Resume, Some((call, walk))) = (next, self.paused.take()) {
            return self.pause_or_end(walk_on(call, walk, work)?);
        }
        if statement.writes.is_empty() {
            let call = Call::new(self.data()?, statement, &work.params).map_err(|error| error.of(statement))?;
            let read = on_thread(move || read(call, work)).await?;
            return self.pause_or_end(read);
        }
        let mut data = self.data.take().ok_or_else(|| undone().of(statement))?;
        let (data, work, done) = on_thread(move || {
            let mut work = work;
            let started = Instant::now();
            let done = write(&mut data, statement, &work.params, &[], &mut *work.sink);
            statement.state.ran_on_thread(started.elapsed());
            Ok((data, work, done))
        })
        .await?;
        self.data = Some(data);
        done.map(|()| (work, Ended::Done)).map_err(|error| error.of(statement))
    }

    fn pause_or_end(&mut self, (work, paused): Walked) -> Result<(Work, Ended)> {
        self.paused = paused;
        let ended = if self.paused.is_some() { Ended::Paused } else { Ended::Done };
        Ok((work, ended))
    }

    /// Ends a read that has paused.
    pub(crate) fn abandon(&mut self) {
        self.paused = None;
    }

    /// Inserts all rows or none.
    pub(crate) fn insert_many(
        &mut self,
        statement: &'static Statement,
        next: NextRow<'_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let (params, many) = rows_of(statement, next)?;
        if many.is_empty() {
            return Ok(());
        }
        let written = write(self.data()?, statement, &params, &many, sink);
        written.map_err(|error| error.of(statement))
    }

    /// How the rows of a statement are found.
    pub(crate) fn explain(&mut self, statement: &'static Statement, params: &Params) -> Result<String> {
        let call = Call::new(self.data()?, statement, params);
        call.and_then(|call| call.explain()).map_err(|error| error.of(statement))
    }

    /// Marks a point to come back to.
    pub(crate) fn save(&mut self, point: Savepoint) -> Result<()> {
        let data = self.data()?.clone();
        self.points.truncate(point.0 as usize - 1);
        self.points.push(data);
        Ok(())
    }

    /// Forgets a point and those after it; what was done since it stays.
    pub(crate) fn release(&mut self, point: Savepoint) -> Result<()> {
        self.data()?;
        self.points.truncate(point.0 as usize - 1);
        Ok(())
    }

    /// Undoes what was done since a point, and forgets it and those after it.
    pub(crate) fn undo(&mut self, point: Savepoint) -> Result<()> {
        let before = self.points.drain(point.0 as usize - 1..).next();
        *self.data()? = before.expect("a point is there as long as its part is open");
        Ok(())
    }

    /// Makes everything that was done last.
    pub(crate) fn commit(mut self) -> Result<()> {
        let data = self.data.take().ok_or_else(undone)?;
        match self.permit {
            Some(_) => self.store.put(data),
            None => Ok(()),
        }
    }

    fn data(&mut self) -> Result<&mut Data> {
        self.data.as_mut().ok_or_else(undone)
    }
}

/// What was read, and what comes after it.
type Walked = (Work, Option<(Call, Walk)>);

/// Reads from the beginning.
fn read(call: Call, mut work: Work) -> Result<Walked> {
    let started = Instant::now();
    let walk = match call.placed.plan.verb {
        Verb::Select(_) => walk(&call.data, call.placed.table, &call.placed.plan, call.run()),
        _ => return call.read(&mut *work.sink).map(|()| (work, None)).map_err(|error| error.of(call.statement)),
    };
    let statement = call.statement;
    let walked = walk_on(call, walk.map_err(|error| error.of(statement))?, work);
    statement.state.ran_on_thread(started.elapsed());
    walked
}

/// Gives rows until the sink has enough of them, or wants a pause.
fn walk_on(call: Call, mut walk: Walk, mut work: Work) -> Result<Walked> {
    let flow = walk.next(&call.data, &call.placed.plan, call.run(), call.statement, &mut *work.sink);
    let flow = flow.map_err(|error| error.of(call.statement))?;
    Ok((work, (flow == Flow::Pause).then_some((call, walk))))
}

/// The transaction is no more.
fn undone() -> Error {
    let text = "a query of the transaction was dropped while it ran, which has undone the transaction: begin it again";
    Error::new(ErrorKind::Query, text).with_condition(Condition::Undone)
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("writes", &self.permit.is_some()).finish_non_exhaustive()
    }
}
