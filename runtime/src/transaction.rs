//! Queries that belong together → all that they write, or nothing.

mod closure;
mod guard;
mod inside;
mod options;
mod origin;
mod savepoint;
mod stream;

pub use guard::TransactionGuard;
pub(crate) use inside::check as check_inside;
pub(crate) use options::Access;
pub use options::{Isolation, TransactionOptions};
pub(crate) use origin::Origin;
pub use savepoint::Savepoint;

use crate::answer::Sink;
use crate::database::Database;
use crate::driver::{self, Begun, NextRow, Session, Tried, Work};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::params::Params;
use crate::statement::Statement;
use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

/// A transaction, or a part of one, for the queries that belong to it: they run on a reference to it, as they do on one to a database.
///
/// It is what [`Database::transaction`] gives to its closure, and what [`TransactionGuard`] and [`Savepoint`] lead to. Of two queries that
/// are awaited at once, the second waits for the first. Dropping the future of a query before that has ended undoes the whole transaction.
pub struct Transaction {
    state: Arc<Mutex<State>>,
    origin: Origin,
    /// In how many parts it is: 0 is the whole.
    level: u32,
}

/// A transaction as its queries find it.
#[derive(Debug)]
enum State {
    Open(Box<Open>),
    /// It was committed or undone.
    Over,
}

/// What is known of a transaction while it is open.
#[derive(Debug)]
struct Open {
    session: Session,
    access: Access,
    /// Savepoints that were made and neither released nor undone.
    depth: u32,
    /// The savepoint to go back to before anything else is done: its guard was dropped.
    undo_to: Option<driver::Savepoint>,
    /// When it must have come to its end.
    until: Option<(Instant, Duration)>,
    /// Why it should be tried again: a query of it met another transaction, or lost the connection.
    try_again: Option<String>,
    /// The number of the try that it is, counted from 1.
    attempt: u32,
}

impl Database {
    /// Begins a transaction with the default options; see [`TransactionOptions`]. On SQLite it has the right to write from its beginning,
    /// for which it waits its turn.
    ///
    /// # Errors
    /// Of kind [`PoolTimeout`](ErrorKind::PoolTimeout) when no connection becomes free in time, of kind [`Query`](ErrorKind::Query) when
    /// another process holds a lock for longer than the busy timeout, and of kind [`Connection`](ErrorKind::Connection) when the
    /// database cannot be reached.
    ///
    /// # Cancel safety
    /// Dropping the future leaves no transaction open.
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<TransactionGuard>> + Send + '_ {
        self.begin_at(TransactionOptions::new(), Origin::caller(), 1)
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// As [`begin`](Database::begin), and of kind [`Query`](ErrorKind::Query) when the store lacks what the options ask for.
    ///
    /// # Cancel safety
    /// Dropping the future leaves no transaction open.
    #[track_caller]
    pub fn begin_with(
        &self,
        options: TransactionOptions,
    ) -> impl Future<Output = Result<TransactionGuard>> + Send + '_ {
        self.begin_at(options, Origin::caller(), 1)
    }

    async fn begin_at(&self, options: TransactionOptions, origin: Origin, attempt: u32) -> Result<TransactionGuard> {
        inside::check(&self.driver).map_err(|error| error.about(&origin.to_string()))?;
        let session = self.driver.begin_transaction(&options, origin).await?;
        Ok(TransactionGuard::of(Open::new(session, &options, attempt), origin))
    }
}

impl Transaction {
    /// Another handle to it, for a stream.
    pub(crate) fn share(&self) -> Transaction {
        self.at(self.level)
    }

    fn at(&self, level: u32) -> Transaction {
        Transaction { state: Arc::clone(&self.state), origin: self.origin, level }
    }

    /// Takes what is open out, so that no query finds it any more.
    fn end(&self) -> Result<Box<Open>> {
        let Ok(mut state) = self.state.try_lock() else {
            let text =
                "a stream of it is still open, so it is undone: drop the stream before the end of the transaction";
            return Err(Error::new(ErrorKind::Query, text));
        };
        match std::mem::replace(&mut *state, State::Over) {
            State::Open(open) => Ok(open),
            State::Over => Err(over()),
        }
    }

    /// The turn of a statement. It comes when the statement before it has ended, or the stream, which the task that waits may be reading.
    async fn turn(&self, statement: &'static Statement) -> Result<Turn> {
        match tokio::time::timeout(LONGEST_TURN, Arc::clone(&self.state).lock_owned()).await {
            Ok(state) => {
                let mut open = Turn::new(state)?;
                open.settle().await?;
                open.admit(self.level, statement)?;
                Ok(open)
            }
            Err(_) => {
                let text = format!(
                    "another query of the {} has not ended for {LONGEST_TURN:?}: end its stream first",
                    self.origin
                );
                Err(Error::new(ErrorKind::PoolTimeout, text))
            }
        }
    }

    /// Begins a statement, and ends it at once where that is quick.
    pub(crate) fn begin(
        &self,
        statement: &'static Statement,
        params: &mut Params<'static>,
        sink: &mut dyn Sink,
    ) -> Begun<'static> {
        let state = Arc::clone(&self.state).try_lock_owned();
        if let Ok(mut open) = state.map_err(|_| over()).and_then(Turn::new)
            && open.undo_to.is_none()
        {
            let tried = match open.admit(self.level, statement) {
                Ok(()) => open.session.attempt(statement, params, sink),
                Err(error) => Tried::Done(Err(error.of(statement))),
            };
            return match tried {
                Tried::Done(result) => Begun::Done(result.map_err(|error| open.note(error))),
                Tried::Later(next) => {
                    let work = Work { statement, params: std::mem::take(params), sink: sink.take() };
                    Begun::Later(Box::pin(async move { Ok(open.carry_on(work, next).await?.0.sink) }))
                }
            };
        }
        let work = Work { statement, params: std::mem::take(params), sink: sink.take() };
        let tx = self.share();
        Begun::Later(Box::pin(async move {
            let mut open = tx.turn(statement).await.map_err(|error| error.of(statement))?;
            Ok(open.carry_on(work, driver::Next::Start).await?.0.sink)
        }))
    }

    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        &self,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut open = self.turn(statement).await.map_err(|error| error.of(statement))?;
        let inserted = open.session.insert_many(statement, next, sink).await;
        inserted.map_err(|error| open.note(error))
    }

    /// The store's plan for a statement.
    pub(crate) async fn explain(&self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        let mut open = self.turn(statement).await.map_err(|error| error.of(statement))?;
        open.session.explain(statement, params).await
    }
}

/// How long a query of a transaction waits for the one before it, which may be a stream that the same task reads.
const LONGEST_TURN: Duration = Duration::from_secs(30);

/// Alone with a transaction that is open.
struct Turn(OwnedMutexGuard<State>);

impl Turn {
    fn new(state: OwnedMutexGuard<State>) -> Result<Turn> {
        match &*state {
            State::Open(_) => Ok(Turn(state)),
            State::Over => Err(over()),
        }
    }
}

impl Deref for Turn {
    type Target = Open;

    fn deref(&self) -> &Open {
        match &*self.0 {
            State::Open(open) => open,
            State::Over => unreachable!("a transaction is ended by whoever is alone with it"),
        }
    }
}

impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut Open {
        match &mut *self.0 {
            State::Open(open) => open,
            State::Over => unreachable!("a transaction is ended by whoever is alone with it"),
        }
    }
}

fn over() -> Error {
    Error::new(ErrorKind::Query, "the transaction is over: it was committed or undone")
        .with_condition(Condition::Undone)
}

impl Open {
    fn new(session: Session, options: &TransactionOptions, attempt: u32) -> Self {
        let until = options.timeout.map(|timeout| (Instant::now() + timeout, timeout));
        Open { session, access: options.access(), depth: 0, undo_to: None, until, try_again: None, attempt }
    }

    /// Whether a statement may run now, in a part of this level.
    fn admit(&self, level: u32, statement: &'static Statement) -> Result<()> {
        self.check_level(level)?;
        if self.access == Access::Read && (statement.locks || !statement.writes.is_empty()) {
            let does = if statement.locks { "locks rows" } else { "writes" };
            let text = format!("the transaction was begun as read-only, and this query {does}");
            return Err(Error::new(ErrorKind::Query, text).with_condition(Condition::ReadOnly));
        }
        self.check_time()
    }

    /// While a part is open nothing but the part goes on, so that what undoes it undoes nothing else.
    fn check_level(&self, level: u32) -> Result<()> {
        let text = match level {
            _ if level == self.depth => return Ok(()),
            _ if level > self.depth => "this part of the transaction is over",
            _ => "a part of the transaction is open, to which this would belong: run it on the part's own `tx`",
        };
        Err(Error::new(ErrorKind::Query, text))
    }

    fn check_time(&self) -> Result<()> {
        match self.until {
            Some((until, timeout)) if Instant::now() >= until => Err(timed_out(timeout)),
            _ => Ok(()),
        }
    }

    /// Goes back to where the savepoint was made whose guard was dropped.
    async fn settle(&mut self) -> Result<()> {
        match self.undo_to.take() {
            Some(point) => self.undo(point).await,
            None => Ok(()),
        }
    }

    async fn carry_on(&mut self, work: Work, next: driver::Next) -> Result<(Work, driver::Ended)> {
        let statement = work.statement;
        let carried = self.session.carry_on(work, next);
        let carried = match self.until {
            // The statement is dropped with its future, which undoes the transaction.
            Some((until, timeout)) => {
                tokio::time::timeout_at(until, carried).await.unwrap_or_else(|_| Err(timed_out(timeout).of(statement)))
            }
            None => carried.await,
        };
        carried.map_err(|error| self.note(error))
    }

    /// Remembers that an error asks for another try, and tells it the number of this one. A connection that is lost before a COMMIT was sent
    /// has taken all of the transaction with it.
    fn note(&mut self, error: Error) -> Error {
        let is_undone = error.is_connection_lost() && !error.is_outcome_unknown();
        if !error.is_retryable() && !is_undone {
            return error;
        }
        self.try_again.get_or_insert_with(|| error.to_string());
        error.after_attempts(self.attempt)
    }

    async fn save(&mut self, level: u32) -> Result<driver::Savepoint> {
        self.settle().await?;
        self.check_level(level)?;
        let point = driver::Savepoint(level + 1);
        self.session.save(point).await?;
        self.depth = point.0;
        Ok(point)
    }

    async fn release(&mut self, point: driver::Savepoint) -> Result<()> {
        self.settle().await?;
        self.session.release(point).await?;
        self.depth = point.0 - 1;
        Ok(())
    }

    async fn undo(&mut self, point: driver::Savepoint) -> Result<()> {
        self.undo_to = None;
        self.session.undo(point).await?;
        self.depth = point.0 - 1;
        Ok(())
    }
}

fn timed_out(timeout: Duration) -> Error {
    let text = format!("the transaction has taken longer than its timeout of {timeout:?}");
    Error::new(ErrorKind::Query, text).with_condition(Condition::Timeout)
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.origin, f)
    }
}
