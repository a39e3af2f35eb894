//! One call of a query → its end: at once on the task where it is short, else by way of the queue, a thread, or waiting for a lock.

use super::execute::{self, Ran};
use super::pool::{self, Lease, User};
use super::thread::on_thread;
use super::watch::SOFT;
use super::{Sqlite, bind, checkpoint};
use crate::answer::Sink;
use crate::driver::{Begun, Work};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::params::Params;
use crate::statement::{Statement, Weight};
use std::borrow::Borrow;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What came of trying a statement on the task.
pub(super) enum Inline {
    /// It is over.
    Done(Result<()>),
    /// It needs more than a turn of the task.
    Later(Stage),
}

/// What a statement needs next.
pub(super) enum Stage {
    /// A connection.
    Connection,
    /// To begin on a thread.
    Start(Lease),
    /// To go on where it stands, on a thread.
    Resume(Lease),
    /// To begin anew when the lock of another connection may be gone.
    Retry(Lease),
}

/// The longest pause between two looks at whether a lock is gone.
const LONGEST_PAUSE: Duration = Duration::from_millis(25);

impl Sqlite {
    /// Runs a statement on the task if a connection is free and it turns out to be short.
    pub(super) fn call(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &Params<'_>,
        sink: &mut dyn Sink,
    ) -> Inline {
        let permit = match &self.writers {
            Some(writers) if !statement.writes.is_empty() => match Arc::clone(writers).try_acquire_owned() {
                Ok(permit) => Some(permit),
                Err(_) => return Inline::Later(Stage::Connection),
            },
            _ => None,
        };
        let Some(mut lease) = self.pool.take_idle(self, permit) else { return Inline::Later(Stage::Connection) };
        if self.begins_on_thread(statement, params) {
            return Inline::Later(Stage::Start(lease.keep()));
        }
        let next: fn(Lease) -> Stage = match begin(&mut lease, statement, params, sink) {
            Ok(Ran::Done) => return Inline::Done(Ok(())),
            Err(error) => return Inline::Done(Err(error)),
            Ok(Ran::Paused | Ran::Overrun) => Stage::Resume,
            Ok(Ran::Interrupted) => Stage::Start,
            Ok(Ran::Busy) => Stage::Retry,
        };
        Inline::Later(next(lease.keep()))
    }

    /// Begins a statement for [`Store::begin`](crate::driver::Store::begin).
    pub(crate) fn begin(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &mut Params<'static>,
        sink: &mut dyn Sink,
    ) -> Begun<'static> {
        match self.call(statement, params, sink) {
            Inline::Done(result) => Begun::Done(result),
            Inline::Later(stage) => {
                let work = Work { statement, params: std::mem::take(params), sink: sink.take() };
                let later = Arc::clone(self).carry_on(work, stage);
                Begun::Later(Box::pin(async { Ok(later.await?.0.sink) }))
            }
        }
    }

    pub(super) fn begins_on_thread(&self, statement: &Statement, params: &Params<'_>) -> bool {
        self.wants_thread(statement) || bind::are_large(params.as_slice())
    }

    /// Carries a call to its end, or to where its sink wants a pause; then the lease is given, too, to go on with.
    ///
    /// Dropping the future breaks the statement off.
    pub(super) async fn carry_on(self: Arc<Self>, mut work: Work, mut stage: Stage) -> Result<(Work, Option<Lease>)> {
        let mut patience = Patience::new(self.options.busy_timeout);
        loop {
            let (lease, ran);
            (lease, work, ran) = match stage {
                Stage::Connection => {
                    let mut lease = pool::lease(&self, User::Statement(work.statement)).await?;
                    if self.begins_on_thread(work.statement, &work.params) {
                        run_on_thread(lease, work, Begin::Anew).await?
                    } else {
                        let ran = begin(&mut lease, work.statement, &work.params, &mut *work.sink)?;
                        (lease, work, ran)
                    }
                }
                Stage::Start(lease) => run_on_thread(lease, work, Begin::Anew).await?,
                Stage::Resume(lease) => run_on_thread(lease, work, Begin::WhereItStands).await?,
                Stage::Retry(mut lease) => {
                    lease.hold(User::Statement(work.statement));
                    patience.pause().await.map_err(|error| error.of(work.statement))?;
                    run_on_thread(lease, work, Begin::Anew).await?
                }
            };
            stage = match ran {
                Ran::Done => return Ok((work, None)),
                Ran::Paused => return Ok((work, Some(lease))),
                Ran::Busy => Stage::Retry(lease),
                Ran::Overrun => Stage::Resume(lease),
                Ran::Interrupted => Stage::Start(lease),
            };
        }
    }
}

/// Runs a statement on the task.
fn begin<S: Borrow<Arc<Sqlite>>>(
    lease: &mut Lease<S>,
    statement: &'static Statement,
    params: &Params<'_>,
    sink: &mut dyn Sink,
) -> Result<Ran> {
    let connection = lease.connection();
    connection.watch.limit();
    // A whole table is counted or emptied in one instruction, during which SQLite does not report.
    let started = (statement.weight == Weight::Long).then(Instant::now);
    // SAFETY: the parameters are borrowed as long as this runs. When the statement goes on later, it does so in a `Work`, to which the
    // caller moves them; the texts and bytes in them stay where they are.
    let ran = unsafe { execute::run(connection, statement, params, sink) }?;
    let was_long = started.is_some_and(|started| started.elapsed() > SOFT);
    if was_long || connection.watch.has_overrun() || ran == Ran::Interrupted {
        statement.state.overran();
    }
    if ran == Ran::Done && !statement.writes.is_empty() {
        committed(lease);
    }
    Ok(ran)
}

/// After a write that has been committed.
pub(super) fn committed<S: Borrow<Arc<Sqlite>>>(lease: &mut Lease<S>) {
    let pages = lease.connection().watch.take_wal_pages();
    let (store, permit) = lease.permit();
    checkpoint::committed(store, pages, permit);
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Begin {
    Anew,
    WhereItStands,
}

async fn run_on_thread(mut lease: Lease, work: Work, begin: Begin) -> Result<(Lease, Work, Ran)> {
    let statement = work.statement;
    lease.hold(User::Statement(statement));
    let (mut lease, work, ran) = run_held(lease, work, begin).await?;
    let ran = ran?;
    if ran == Ran::Done && !statement.writes.is_empty() {
        committed(&mut lease);
    }
    Ok((lease, work, ran))
}

/// Runs a statement on a thread with a connection that stays with its user also when the statement fails.
pub(super) async fn run_held(lease: Lease, mut work: Work, begin: Begin) -> Result<(Lease, Work, Result<Ran>)> {
    let statement = work.statement;
    let (lease, (work, ran)) = on_thread(lease, move |connection| {
        let started = Instant::now();
        let ran = match begin {
            // SAFETY: the parameters go with the work, and the statement is resumed with it or not at all.
            Begin::Anew => unsafe { execute::run(connection, statement, &work.params, &mut *work.sink) },
            Begin::WhereItStands => execute::resume(connection, statement, &mut *work.sink),
        };
        if let (Ok(Ran::Done), Begin::Anew) = (&ran, begin) {
            statement.state.ran_on_thread(started.elapsed());
        }
        (work, ran)
    })
    .await?;
    Ok((lease, work, ran))
}

/// How long a lock is waited for, and in which steps.
pub(super) struct Patience {
    timeout: Duration,
    since: Option<Instant>,
    pause: Duration,
}

impl Patience {
    pub(super) fn new(timeout: Duration) -> Self {
        Patience { timeout, since: None, pause: Duration::from_millis(1) }
    }

    /// Waits a little longer than the last time; fails when the timeout is over.
    pub(super) async fn pause(&mut self) -> Result<()> {
        let waited = self.since.get_or_insert_with(Instant::now).elapsed();
        if waited >= self.timeout {
            let text = format!(
                "another connection, perhaps of another process, has locked the database for longer than the busy timeout of {:?}: try \
                 again later, or raise `busy_timeout`",
                self.timeout
            );
            return Err(Error::new(ErrorKind::Query, text).with_condition(Condition::Busy));
        }
        tokio::time::sleep(self.pause.min(self.timeout - waited)).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}
