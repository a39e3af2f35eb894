//! A connection with what querent knows of it: what was prepared on it, whether a transaction is open, how old it is.

mod end;
mod rows;
pub(super) mod together;

use super::Options;
use super::chance::fraction;
use super::patience::{Paced, Patience};
use crate::driver::{Connection, Prepared, RowSink, Values};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::params::Param;
use crate::slot::{Slot, Slots, slots};
use crate::statement::{Statement, Step};
use crate::text::{Assembled, Keys, assemble};
use querent_schema::Dialect;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// A connection that is used by one task at a time.
pub(crate) struct Session {
    connection: Box<dyn Connection>,
    prepared: Slots<Kept>,
    /// For how many rows a text was wanted last that is not prepared, and how often.
    sizes: Slots<(u16, u8)>,
    dialect: Dialect,
    patience: Patience,
    /// Where it leads, for messages.
    place: Arc<str>,
    /// Whether the server is at something whose end nobody has seen.
    busy: bool,
    transaction: bool,
    /// Why the transaction is no more, though it was not ended: the server takes nothing but a ROLLBACK.
    undone: Option<Condition>,
    /// The server refuses writes, so that another one may be the right one: it is not lent once more.
    misplaced: bool,
    /// Something has failed since it was lent.
    failed: bool,
    /// When it has lived for long enough.
    dies: Option<Instant>,
    /// When it has lain idle for long enough.
    tires: Option<Instant>,
    idle_timeout: Option<Duration>,
}

/// How long a ROLLBACK may take before the connection is closed, which rolls back as well.
const ROLLBACK: Duration = Duration::from_secs(5);

/// How long it may take to say goodbye to a server.
const GOODBYE: Duration = Duration::from_secs(10);

/// A prepared text, which parameter stands at each of its placeholders, and for how many rows it is.
struct Kept {
    prepared: Box<dyn Prepared>,
    order: Vec<u32>,
    rows: u16,
}

/// Up to so many rows each number has a slot of its own; of more, one number of each so many is kept, so that what inserts as many rows each time
/// finds its text, and what does not fills no cache.
const BAND: u16 = 16;

/// A step with the parameters of a call: `rows` rows of them, and the keys that the step before has read.
#[derive(Clone, Copy)]
pub(super) struct Call<'c> {
    pub(super) statement: &'static Statement,
    pub(super) step: u16,
    pub(super) params: &'c [Param<'c>],
    pub(super) rows: u16,
    pub(super) keys: Keys,
}

impl Session {
    pub(super) fn new(connection: Box<dyn Connection>, place: &Arc<str>, options: &Options) -> Self {
        // So that those that were opened together are not closed together.
        let life = options.max_lifetime.map(|life| life.mul_f64(0.9 + 0.1 * fraction()));
        Session {
            dialect: connection.dialect(),
            patience: Patience::new(connection.statement_timeout()),
            place: Arc::clone(place),
            connection,
            prepared: slots(options.statements),
            sizes: slots(options.statements),
            busy: false,
            transaction: false,
            undone: None,
            misplaced: false,
            failed: false,
            dies: life.and_then(|life| Instant::now().checked_add(life)),
            tires: None,
            idle_timeout: options.idle_timeout,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether a transaction is open.
    pub(crate) fn in_transaction(&self) -> bool {
        self.transaction
    }

    /// Whether the server is at something whose end nobody has seen.
    pub(crate) fn is_busy(&self) -> bool {
        self.busy
    }

    /// Whether it may be lent once more.
    pub(super) fn is_usable(&mut self, now: Instant) -> bool {
        !self.is_old(now) && self.connection.is_usable()
    }

    /// Whether it is in the state in which it was lent.
    pub(super) fn is_clean(&mut self) -> bool {
        // Where nothing has failed it is asked when it is lent the next time.
        !self.busy && !self.transaction && !self.misplaced && (!self.failed || self.connection.is_usable())
    }

    pub(super) fn is_old(&self, now: Instant) -> bool {
        [self.dies, self.tires].into_iter().flatten().any(|end| end <= now)
    }

    /// From here on it lies idle.
    pub(super) fn rest(&mut self) {
        self.failed = false;
        self.tires = self.idle_timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    }

    /// Says goodbye in the background; what the server is still at is broken off.
    pub(super) fn close(mut self: Box<Self>) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let break_off = if self.busy { self.connection.break_off() } else { None };
        self.prepared.clear();
        let connection = self.connection;
        drop(runtime.spawn(tokio::time::timeout(GOODBYE, async move {
            if let Some(break_off) = break_off {
                break_off.await;
            }
            connection.close().await;
        })));
    }

    /// Sees what an answer, or none in time, means for the session.
    fn settle<T>(&mut self, done: Option<Result<T>>) -> Result<T> {
        let Some(done) = done else { return Err(self.too_late()) };
        self.busy = false;
        let Err(error) = &done else { return done };
        self.failed = true;
        self.misplaced |= error.condition() == Condition::ReadOnly;
        if self.transaction && self.undone.is_none() {
            self.undone = match error.condition() {
                condition @ (Condition::Conflict | Condition::Undone) => Some(condition),
                _ => self.connection.has_undone().then_some(Condition::Undone),
            };
        }
        done
    }

    fn too_late(&self) -> Error {
        let text = format!(
            "{} has not answered within {:?}, though a statement may take a second less: the connection is given up",
            self.place,
            self.patience.time()
        );
        Error::new(ErrorKind::Connection, text).with_condition(Condition::Timeout)
    }

    /// Whether nothing more can be heard about what was sent last.
    fn is_gone(&self, error: &Error) -> bool {
        self.busy || error.condition() == Condition::Lost
    }

    /// Begins to send something. What belonged to a transaction that was undone would stand alone, so it is not sent.
    fn send(&mut self) -> Result<()> {
        if self.busy {
            let text = format!("the connection to {} was given up", self.place);
            return Err(Error::new(ErrorKind::Connection, text).with_condition(Condition::Lost));
        }
        if let Some(condition) = self.undone {
            let text = "the transaction was undone when a statement of it failed: begin it again";
            return Err(Error::new(ErrorKind::Query, text).with_condition(condition));
        }
        self.busy = true;
        Ok(())
    }

    /// Runs a text that takes no values and gives no rows.
    pub(crate) async fn command(&mut self, text: &str) -> Result<()> {
        self.send()?;
        let done = self.patience.wait(self.connection.command(text)).await;
        self.settle(done)
    }

    /// The same, together with what is run next, where the driver can.
    pub(crate) async fn command_ahead(&mut self, text: &str) -> Result<()> {
        self.send()?;
        let done = self.patience.wait(self.connection.command_ahead(text)).await;
        self.settle(done)
    }

    /// Begins a transaction, together with its first statement where the driver can.
    pub(crate) async fn begin(&mut self, text: &str) -> Result<()> {
        self.command_ahead(text).await.map_err(nothing_sent)?;
        self.transaction = true;
        Ok(())
    }

    /// How many bytes a statement may have with its values.
    pub(super) fn largest_statement(&self) -> usize {
        self.connection.largest_statement()
    }

    /// Releases the savepoint from which the transaction is tried again, which commits it.
    pub(super) async fn release_beginning(&mut self, savepoint: &str) -> Result<()> {
        let done = self.command(&format!("RELEASE SAVEPOINT {savepoint}")).await;
        done.map_err(|error| if self.is_gone(&error) { error.with_unknown_outcome() } else { error })
    }

    /// Goes back to that savepoint, also when the server has undone the transaction since.
    pub(super) async fn restart(&mut self, savepoint: &str) -> Result<()> {
        self.undone = None;
        self.command(&format!("ROLLBACK TO SAVEPOINT {savepoint}")).await
    }

    /// Commits the transaction.
    pub(crate) async fn commit(&mut self) -> Result<()> {
        let done = self.command("COMMIT").await;
        match &done {
            Ok(()) => self.transaction = false,
            Err(error) if self.is_gone(error) => return done.map_err(Error::with_unknown_outcome),
            // It may be made nevertheless, so nothing is said against it.
            Err(error) if error.is_outcome_unknown() => {}
            // The server has rolled it back, or does so when it is asked.
            Err(_) => self.rollback().await,
        }
        done
    }

    /// From here on the transaction takes nothing but a ROLLBACK.
    pub(super) fn undo(&mut self) {
        self.undone.get_or_insert(Condition::Undone);
    }

    /// Rolls the transaction back; a connection on which that fails, or takes long, is closed.
    pub(crate) async fn rollback(&mut self) {
        if !self.transaction || self.busy || !self.connection.is_usable() {
            return;
        }
        self.busy = true;
        let Ok(done) = tokio::time::timeout(ROLLBACK, self.connection.command("ROLLBACK")).await else { return };
        self.busy = false;
        if done.is_ok() {
            self.transaction = false;
            self.undone = None;
        }
    }

    /// Runs a step; its text is prepared when it is used for the first time, or once more when the server has forgotten it.
    pub(super) async fn run(&mut self, call: Call<'_>, rows: &mut dyn RowSink) -> Result<u64> {
        match self.run_once(call, rows).await {
            Err(error) if error.condition() == Condition::Stale && !self.transaction => {
                self.forget(call);
                Box::pin(self.run_once(call, rows)).await
            }
            done => done,
        }
    }

    async fn prepare(&mut self, slot: Slot, call: Call<'_>) -> Result<()> {
        let Assembled { text, order } = call.text(self.dialect);
        self.send()?;
        let prepared = self.patience.wait(self.connection.prepare(&text)).await;
        let prepared = self.settle(prepared).map_err(nothing_sent)?;
        self.keep(slot, Kept { prepared, order, rows: call.rows });
        Ok(())
    }

    /// Keeps what was prepared, in place of what was used least when there are many.
    fn keep(&mut self, slot: Slot, kept: Kept) {
        if let Some((_, old)) = self.prepared.push(slot, kept) {
            self.connection.forget(old.prepared);
        }
    }

    /// Whether a text is prepared, which is from here on the one that was used last.
    fn has_prepared(&mut self, slot: &Slot, call: Call<'_>) -> bool {
        self.prepared.get(slot).is_some_and(|kept| kept.rows == call.rows)
    }

    async fn run_once(&mut self, call: Call<'_>, rows: &mut dyn RowSink) -> Result<u64> {
        let slot = call.slot();
        if !self.has_prepared(&slot, call) {
            // In boxes, for it is rare.
            if self.takes_rows(call.slot(), call)
                && let Some(written) = Box::pin(self.run_rows(call)).await?
            {
                return Ok(written);
            }
            Box::pin(self.prepare(slot, call)).await?;
        }
        self.send()?;
        let kept = self.prepared.peek_mru().expect("a statement was just found or added").1;
        let pauses = AtomicBool::new(false);
        let mut rows = Paced { rows, pauses: &pauses };
        let run = self.connection.execute(&*kept.prepared, Values::new(call.params, &kept.order), &mut rows);
        let done = self.patience.wait_for_rows(run, &pauses).await;
        self.settle(done).map_err(|error| self.told(error, call))
    }

    /// Whether a write of its own was carried out before the connection broke, nobody can tell.
    fn told(&self, error: Error, call: Call<'_>) -> Error {
        let is_open = self.is_gone(&error) && !self.transaction && !call.statement.writes.is_empty();
        if is_open && !error.is_nothing_sent() { error.with_unknown_outcome() } else { error }
    }

    /// What the last INSERT counted up: its first number, and how far it is to the next.
    pub(super) fn counted(&self) -> Option<(i64, i64)> {
        self.connection.counted()
    }

    fn forget(&mut self, call: Call<'_>) {
        if let Some(kept) = self.prepared.pop(&call.slot()) {
            self.connection.forget(kept.prepared);
        }
    }

    /// Runs a text that is not kept.
    pub(crate) async fn query(
        &mut self,
        text: &str,
        order: &[u32],
        params: &[Param<'_>],
        rows: &mut dyn RowSink,
    ) -> Result<()> {
        self.send()?;
        let connection = &mut self.connection;
        let asked = async {
            let prepared = connection.prepare(text).await?;
            let done = connection.execute(&*prepared, Values::new(params, order), rows).await;
            connection.forget(prepared);
            done.map(drop)
        };
        let done = self.patience.wait(asked).await;
        self.settle(done)
    }
}

/// An error of what does not write: when the connection is lost, what was to follow has not been sent.
fn nothing_sent(error: Error) -> Error {
    if error.condition() == Condition::Lost { error.with_nothing_sent() } else { error }
}

impl Call<'_> {
    fn slot(&self) -> Slot {
        let row = &self.params[..self.width()];
        let rows = if self.rows <= BAND { self.rows } else { self.rows.next_multiple_of(BAND) };
        // A statement takes rows or keys, never both.
        Slot::new(self.statement, self.step, rows.max(self.keys.number), row)
    }

    /// Parameters of a row.
    fn width(&self) -> usize {
        (self.params.len() - self.keys.values()) / usize::from(self.rows)
    }

    fn text(&self, dialect: Dialect) -> Assembled {
        self.text_of(&self.statement.programs[dialect as usize].steps[usize::from(self.step)], dialect)
    }

    fn text_of(&self, step: &Step, dialect: Dialect) -> Assembled {
        let params = &self.params[..self.params.len() - self.keys.values()];
        assemble(step.pieces, params, usize::from(self.rows), self.keys, dialect.features().placeholder)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("dialect", &self.dialect).field("busy", &self.busy).finish_non_exhaustive()
    }
}
