//! A transaction: statements on one connection, one after the other → all that they wrote, or nothing.
//!
//! SQLite undoes a whole transaction when a write of it is interrupted. So a write runs on the task without a limit where it is known to be
//! short, and on a thread otherwise; only reads are broken off and begun anew.

use super::Sqlite;
use super::call::{Begin, Patience, run_held};
use super::connection::Connection;
use super::execute::{self, Ran, command, undo};
use super::many::{SMALL, commit, insert_groups};
use super::pool::{self, Lease, User};
use super::watch::SOFT;
use crate::answer::Sink;
use crate::driver::{Ended, Next, NextRow, Savepoint, Tried, Work};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::group::Group;
use crate::params::Params;
use crate::statement::{Statement, Weight};
use crate::transaction::{Access, Origin, TransactionOptions};
use querent_schema::Features;
use std::sync::Arc;
use std::time::Instant;

/// A connection in a transaction.
#[derive(Debug)]
pub(crate) struct Session {
    /// Gone when a future was dropped while a thread had it; its thread undoes the transaction.
    lease: Option<Lease>,
    /// Rows that the connection had changed before, in all its life.
    changed_before: u64,
}

impl Sqlite {
    /// Begins a transaction, with the right to write unless it only reads.
    pub(crate) async fn begin_transaction(
        self: &Arc<Self>,
        options: &TransactionOptions,
        origin: Origin,
    ) -> Result<Session> {
        let sqlite = &Features::SQLITE;
        options.check(sqlite.name, sqlite.deferrable).map_err(|error| error.about(&origin.to_string()))?;
        let access = options.access();
        let user = User::Transaction(origin, access);
        let mut lease = pool::lease(self, user).await?;
        lease.hold(user);
        let begin = if access == Access::Read { "BEGIN" } else { "BEGIN IMMEDIATE" };
        let mut patience = Patience::new(self.options.busy_timeout);
        while command(lease.connection(), begin)? == Ran::Busy {
            patience.pause().await.map_err(|error| error.about(&user.to_string()))?;
        }
        let changed_before = lease.connection().total_changes();
        Ok(Session { lease: Some(lease), changed_before })
    }
}

impl Session {
    /// The lease, while the transaction is open.
    fn lease(&mut self) -> Result<&mut Lease> {
        let Some(lease) = &mut self.lease else {
            return Err(undone(
                "a query of the transaction was dropped while it ran, which has undone the transaction",
            ));
        };
        if lease.connection().is_autocommit() {
            return Err(undone("a statement that failed has undone the transaction"));
        }
        Ok(lease)
    }

    fn connection(&mut self) -> Result<&mut Connection> {
        self.lease().map(Lease::connection)
    }

    /// Takes the lease for something during which the future may be dropped.
    fn take(&mut self) -> Result<Lease> {
        self.lease()?;
        Ok(self.lease.take().expect("it was just there"))
    }

    /// Runs a statement at once where that is quick.
    pub(crate) fn attempt(&mut self, statement: &'static Statement, params: &Params<'_>, sink: &mut dyn Sink) -> Tried {
        let lease = match self.lease() {
            Ok(lease) => lease,
            Err(error) => return Tried::Done(Err(error.of(statement))),
        };
        if lease.store().begins_on_thread(statement, params) || is_long_write(statement) {
            return Tried::Later(Next::Start);
        }
        match begin(lease.connection(), statement, params, sink) {
            Ok(Ran::Done) => Tried::Done(Ok(())),
            Ok(Ran::Paused | Ran::Overrun) => Tried::Later(Next::Resume),
            Ok(Ran::Interrupted) => Tried::Later(Next::Start),
            Ok(Ran::Busy) => Tried::Later(Next::Retry),
            Err(error) => Tried::Done(Err(error)),
        }
    }

    /// Carries a statement to its end, or to where its sink wants a pause.
    pub(crate) async fn carry_on(&mut self, mut work: Work, mut next: Next) -> Result<(Work, Ended)> {
        let statement = work.statement;
        let mut patience = self.lease().map(|lease| Patience::new(lease.store().options.busy_timeout))?;
        loop {
            let begin = match next {
                Next::Start => Begin::Anew,
                Next::Resume => Begin::WhereItStands,
                Next::Retry => {
                    patience.pause().await.map_err(|error| error.of(statement))?;
                    Begin::Anew
                }
            };
            let (lease, ran);
            (lease, work, ran) = run_held(self.take().map_err(|error| error.of(statement))?, work, begin).await?;
            self.lease = Some(lease);
            next = match ran? {
                Ran::Done => return Ok((work, Ended::Done)),
                Ran::Paused => return Ok((work, Ended::Paused)),
                Ran::Overrun => Next::Resume,
                Ran::Interrupted => Next::Start,
                Ran::Busy => Next::Retry,
            };
        }
    }

    /// Ends a read that has paused.
    pub(crate) fn abandon(&mut self) {
        if let Some(lease) = &mut self.lease {
            lease.connection().undo();
        }
    }

    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        &mut self,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut group = Group::default();
        if !group.begin(next) {
            return Ok(());
        }
        let mut lease = self.take().map_err(|error| error.of(statement))?;
        command(lease.connection(), "SAVEPOINT querent_rows")?;
        let inserted = insert_groups(lease.connection(), group, statement, next, sink).await;
        match inserted {
            Ok(_) => command(lease.connection(), "RELEASE querent_rows").map(|_| ())?,
            Err(_) => undo(lease.connection(), &["ROLLBACK TO querent_rows", "RELEASE querent_rows"]),
        }
        self.lease = Some(lease);
        inserted.map(|_| ())
    }

    /// The plan of a statement.
    pub(crate) async fn explain(&mut self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        let lease = self.take().map_err(|error| error.of(statement))?;
        let (lease, plan) = super::explain::explained(lease, statement, params).await?;
        self.lease = Some(lease);
        plan
    }

    /// Marks a point to come back to.
    pub(crate) fn save(&mut self, point: Savepoint) -> Result<()> {
        command(self.connection()?, &format!("SAVEPOINT querent_{}", point.0)).map(|_| ())
    }

    /// Forgets a point; what was done since it stays.
    pub(crate) fn release(&mut self, point: Savepoint) -> Result<()> {
        command(self.connection()?, &format!("RELEASE querent_{}", point.0)).map(|_| ())
    }

    /// Undoes what was done since a point, and forgets the point.
    pub(crate) fn undo(&mut self, point: Savepoint) -> Result<()> {
        let name = format!("querent_{}", point.0);
        undo(self.connection()?, &[&format!("ROLLBACK TO {name}"), &format!("RELEASE {name}")]);
        self.connection().map(|_| ())
    }

    /// Makes everything that was done last.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let changed_before = self.changed_before;
        let mut lease = self.take()?;
        let is_large = lease.connection().total_changes() - changed_before > SMALL as u64;
        let patience = Patience::new(lease.store().options.busy_timeout);
        commit(lease, is_large, patience).await
    }

    /// Undoes everything.
    pub(crate) fn roll_back(mut self) -> Result<()> {
        // Whatever has undone it has done what is asked for.
        let Ok(connection) = self.connection() else { return Ok(()) };
        connection.command("ROLLBACK").map_err(|code| connection.failure(code))
    }
}

/// The transaction is no more.
fn undone(why: &str) -> Error {
    let text = format!("{why}: begin it again");
    Error::new(ErrorKind::Query, text).with_condition(Condition::Undone)
}

/// Whether a statement writes an unknown number of rows, and has not turned out to be short.
fn is_long_write(statement: &Statement) -> bool {
    !statement.writes.is_empty() && statement.weight != Weight::Short && !statement.state.is_short()
}

/// Runs a statement on the task.
fn begin(
    connection: &mut Connection,
    statement: &'static Statement,
    params: &Params<'_>,
    sink: &mut dyn Sink,
) -> Result<Ran> {
    let reads = statement.writes.is_empty();
    if reads {
        connection.watch.limit();
    } else {
        connection.watch.unlimit();
    }
    let started = (!reads || statement.weight == Weight::Long).then(Instant::now);
    // SAFETY: the parameters are borrowed as long as this runs. When the statement goes on later, it does so in a `Work`, to which the
    // caller moves them; the texts and bytes in them stay where they are.
    let ran = unsafe { execute::run(connection, statement, params, sink) }?;
    let was_long = started.is_some_and(|started| started.elapsed() > SOFT);
    if was_long || connection.watch.has_overrun() || ran == Ran::Interrupted {
        statement.state.overran();
    }
    Ok(ran)
}
