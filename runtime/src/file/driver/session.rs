//! A transaction on the file store: statements on a copy of its rows, which take no time to make → the rows that all see from then on.

use super::place::{Right, Rows};
use super::{Call, FileStore, blocking, look_up, now, timed};
use crate::answer::{Flow, Sink};
use crate::driver::{Ended, Next, NextRow, Savepoint, Tried, Work};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::file::execute::{Inserting, Run, Walk, walk};
use crate::file::memory::{Changing, Data};
use crate::file::plan::Verb;
use crate::params::Params;
use crate::statement::Statement;
use crate::transaction::{Access, Origin, TransactionOptions};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

/// A statement that stands between two rows.
struct Paused {
    call: Call,
    data: Arc<Data>,
    walk: Walk,
}

/// A transaction.
pub(crate) struct Session {
    store: Arc<FileStore>,
    /// The rows as they were when it began.
    base: Rows,
    /// The rows as it sees them; gone when a future was dropped while a thread had them.
    changing: Option<Changing>,
    /// The right to write.
    right: Option<Right>,
    /// The rows as they were at each savepoint.
    points: Vec<Data>,
    /// A stream that has paused.
    paused: Option<Paused>,
}

impl FileStore {
    /// Begins a transaction, with the right to write unless it only reads.
    pub(crate) async fn begin_transaction(
        self: &Arc<Self>,
        options: &TransactionOptions,
        origin: Origin,
    ) -> Result<Session> {
        options.check("the file store", false).map_err(|error| error.about(&origin.to_string()))?;
        let right = match options.access() {
            Access::Read => None,
            Access::Write => Some(self.place.hold().await.map_err(|error| error.about(&origin.to_string()))?),
        };
        let base = self.place.rows()?;
        let changing = Some(Changing::new(Data::clone(&base.data)));
        Ok(Session { store: Arc::clone(self), base, changing, right, points: Vec::new(), paused: None })
    }
}

impl Session {
    /// Runs a statement at once where that is quick.
    pub(crate) fn attempt(&mut self, statement: &'static Statement, params: &Params<'_>, sink: &mut dyn Sink) -> Tried {
        if statement.state.prefers_thread(statement.weight) {
            return Tried::Later(Next::Start);
        }
        let done = match self.changing() {
            Ok(rows) if statement.writes.is_empty() => match look_up(&rows.data, statement, params, sink) {
                Ok(false) => match Call::new(&rows.data.frame, statement, params) {
                    Ok(call) if call.begins_on_thread(&rows.data) => return Tried::Later(Next::Start),
                    Ok(call) => timed(statement, || call.read(&rows.data, sink)),
                    Err(error) => Err(error),
                },
                looked_up => looked_up.map(drop),
            },
            Ok(rows) => timed(statement, || write(rows, statement, params, sink)),
            Err(error) => Err(error),
        };
        Tried::Done(done.map_err(|error| error.of(statement)))
    }

    /// Carries a statement to its end, or to where its sink wants a pause.
    pub(crate) async fn carry_on(&mut self, work: Work, next: Next) -> Result<(Work, Ended)> {
        let statement = work.statement;
        if let (Next::Resume, Some(paused)) = (next, self.paused.take()) {
            return self.pause_or_end(walk_on(paused, work)?);
        }
        if statement.writes.is_empty() {
            let data = Arc::new(self.changing()?.data.clone());
            let call = Call::new(&data.frame, statement, &work.params).map_err(|error| error.of(statement))?;
            let read = blocking(move || read(call, data, work)).await?;
            return self.pause_or_end(read);
        }
        let mut changing = self.changing.take().ok_or_else(|| undone().of(statement))?;
        let (changing, work, done) = blocking(move || {
            let mut work = work;
            let started = Instant::now();
            let done = write(&mut changing, statement, &work.params, &mut *work.sink);
            statement.state.ran_on_thread(started.elapsed());
            Ok((changing, work, done))
        })
        .await?;
        self.changing = Some(changing);
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
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let inserted = self.changing().and_then(|rows| rows.whole(|rows| insert_rows(rows, statement, next, sink)));
        inserted.map_err(|error| error.of(statement))
    }

    /// How the rows of a statement are found.
    pub(crate) fn explain(&mut self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        let call = Call::new(&self.changing()?.data.frame, statement, params);
        call.and_then(|call| call.explain()).map_err(|error| error.of(statement))
    }

    /// Marks a point to come back to.
    pub(crate) fn save(&mut self, point: Savepoint) -> Result<()> {
        let data = self.changing()?.data.clone();
        self.points.truncate(point.0 as usize - 1);
        self.points.push(data);
        Ok(())
    }

    /// Forgets a point and those after it; what was done since it stays.
    pub(crate) fn release(&mut self, point: Savepoint) -> Result<()> {
        self.changing()?;
        self.points.truncate(point.0 as usize - 1);
        Ok(())
    }

    /// Undoes what was done since a point, and forgets it and those after it.
    pub(crate) fn undo(&mut self, point: Savepoint) -> Result<()> {
        let before = self.points.drain(point.0 as usize - 1..).next();
        self.changing()?.data = before.expect("a point is there as long as its part is open");
        Ok(())
    }

    /// Makes everything that was done last.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let changing = self.changing.take().ok_or_else(undone)?;
        let Some(right) = self.right else { return Ok(()) };
        let (store, base) = (self.store, self.base);
        match store.place.waits() {
            true => blocking(move || store.commit(right, &base, changing)).await,
            false => store.commit(right, &base, changing),
        }
    }

    fn changing(&mut self) -> Result<&mut Changing> {
        self.changing.as_mut().ok_or_else(undone)
    }
}

/// Runs a statement that changes rows; all of it or nothing.
fn write(rows: &mut Changing, statement: &'static Statement, params: &Params<'_>, sink: &mut dyn Sink) -> Result<()> {
    Call::new(&rows.data.frame, statement, params)?.write(rows, sink)
}

fn insert_rows(
    rows: &mut Changing,
    statement: &'static Statement,
    next: NextRow<'_, '_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let (frame, now) = (Arc::clone(&rows.data.frame), now());
    let (placed, mut inserting, mut params) = (frame.plan(statement)?, Inserting::default(), Params::new());
    let mut is_empty = true;
    let run = Run { schema: &frame.schema, rules: &frame.rules, params: &[], now };
    while next(&mut params) {
        inserting.add(rows, placed.table, &placed.plan, run, &mut params)?;
        is_empty = false;
    }
    if is_empty {
        return Ok(());
    }
    inserting.finish(rows, placed.table, &placed.plan, run, statement, sink)
}

/// What was read, and what comes after it.
type Walked = (Work, Option<Paused>);

/// Reads from the beginning.
fn read(call: Call, data: Arc<Data>, mut work: Work) -> Result<Walked> {
    let (started, statement) = (Instant::now(), call.statement);
    let walk = match call.placed.plan.verb {
        Verb::Select(_) => walk(&*data, call.placed.table, &call.placed.plan, call.run()),
        _ => return call.read(&data, &mut *work.sink).map(|()| (work, None)).map_err(|error| error.of(statement)),
    };
    let walk = walk.map_err(|error| error.of(statement))?;
    let walked = walk_on(Paused { call, data, walk }, work);
    statement.state.ran_on_thread(started.elapsed());
    walked
}

/// Gives rows until the sink has enough of them, or wants a pause.
fn walk_on(mut paused: Paused, mut work: Work) -> Result<Walked> {
    let Paused { call, data, walk } = &mut paused;
    let flow = walk.next(&**data, &call.placed.plan, call.run(), call.statement, &mut *work.sink);
    let flow = flow.map_err(|error| error.of(call.statement))?;
    Ok((work, (flow == Flow::Pause).then_some(paused)))
}

/// The transaction is no more.
fn undone() -> Error {
    let text = "a query of the transaction was dropped while it ran, which has undone the transaction: begin it again";
    Error::new(ErrorKind::Query, text).with_condition(Condition::Undone)
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("writes", &self.right.is_some()).finish_non_exhaustive()
    }
}
