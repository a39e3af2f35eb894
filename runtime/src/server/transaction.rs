//! A transaction on a server: its statements run on one session, which is lent to it until its end.

use super::many::insert_inside;
use super::pool::{Lease, User};
use super::session::Session;
use super::stream::{Come, Held};
use super::{Server, explain, lease, lease_new, run};
use crate::answer::Sink;
use crate::driver::{Ended, Next, NextRow, Savepoint, Work};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::group::Group;
use crate::params::Params;
use crate::statement::Statement;
use crate::transaction::{Access, Isolation, Origin, TransactionOptions};
use querent_schema::dialect::Modes;
use std::fmt;
use std::sync::Arc;

/// A transaction that is open. Dropping it rolls it back in the background.
pub(crate) struct ServerTransaction {
    /// `None` when it is over, and while a stream has it.
    lease: Option<Lease>,
    /// A stream that stands still. The next statement passes over its rest, unless it is that of the stream itself.
    paused: Option<Held>,
    /// The savepoint from which it is tried again.
    beginning: Option<&'static str>,
}

impl Server {
    /// Begins a transaction.
    pub(crate) async fn begin_transaction(
        self: &Arc<Self>,
        options: &TransactionOptions,
        origin: Origin,
    ) -> Result<ServerTransaction> {
        let user = User::Transaction(origin);
        let mut lease = lease(self, user).await?;
        let mut begun = begin(lease.session(), options).await;
        if lease.was_closed_before(begun.as_ref().err()) {
            drop(lease);
            lease = lease_new(self, user).await?;
            begun = begin(lease.session(), options).await;
        }
        begun.map_err(|error| error.about(&origin.to_string()))?;
        let beginning = restart_savepoint(lease.session(), options);
        Ok(ServerTransaction { lease: Some(lease), paused: None, beginning })
    }
}

fn restart_savepoint(session: &Session, options: &TransactionOptions) -> Option<&'static str> {
    session.dialect().features().restart_savepoint.filter(|_| options.restarts())
}

async fn begin(session: &mut Session, options: &TransactionOptions) -> Result<()> {
    let isolation = options.isolation.map(|isolation| match isolation {
        Isolation::ReadCommitted => "ISOLATION LEVEL READ COMMITTED",
        Isolation::RepeatableRead => "ISOLATION LEVEL REPEATABLE READ",
        Isolation::Serializable => "ISOLATION LEVEL SERIALIZABLE",
    });
    let access = (options.access() == Access::Read).then_some("READ ONLY");
    let features = session.dialect().features();
    options.check(features.name, features.deferrable)?;
    match features.modes {
        Modes::InBegin => {
            let deferrable = options.deferrable.then_some("DEFERRABLE");
            let modes: Vec<&str> = [isolation, access, deferrable].into_iter().flatten().collect();
            let begin = format!("{} {}", features.begin, modes.join(", "));
            match restart_savepoint(session, options) {
                Some(savepoint) => session.begin(&format!("{}; SAVEPOINT {savepoint}", begin.trim())).await,
                None => session.begin(begin.trim()).await,
            }
        }
        Modes::BeforeBegin => {
            if let Some(isolation) = isolation {
                session.command(&format!("SET TRANSACTION {isolation}")).await?;
            }
            session.begin(format!("{} {}", features.begin, access.unwrap_or_default()).trim()).await
        }
        Modes::Serializable if access.is_some() => session.begin("BEGIN").await,
        Modes::Serializable => session.begin(features.begin).await,
    }
}

impl ServerTransaction {
    async fn session(&mut self) -> Result<&mut Session> {
        if let Some(paused) = self.paused.take() {
            self.lease = Some(paused.pass_over().await);
        }
        let lease = self.lease.as_mut().filter(|lease| lease.is_whole());
        lease.map(Lease::session).ok_or_else(|| {
            let text =
                "a query of the transaction was dropped while it ran, which has undone the transaction: begin it again";
            Error::new(ErrorKind::Query, text).with_condition(Condition::Undone)
        })
    }

    /// Carries a statement to its end, or to where its sink wants a pause. Dropping the future undoes the transaction.
    pub(crate) async fn carry_on(&mut self, mut work: Work, next: Next) -> Result<(Work, Ended)> {
        if let Some(paused) = self.paused.take_if(|_| next == Next::Resume) {
            paused.resume(work.sink.take());
            return self.read(work, paused).await;
        }
        let session = self.session().await.map_err(|error| error.of(work.statement))?;
        if !work.sink.pauses() {
            run::run(session, work.statement, work.params.as_slice(), &mut *work.sink).await?;
            return Ok((work, Ended::Done));
        }
        let lease = self.lease.take().expect("its session was just there");
        let held = Held::begin(lease, work.statement, std::mem::take(&mut work.params), work.sink.take());
        self.read(work, held).await
    }

    async fn read(&mut self, mut work: Work, held: Held) -> Result<(Work, Ended)> {
        let (sink, come) = held.read().await;
        work.sink = sink;
        match come {
            Come::Paused(held) => {
                self.paused = Some(held);
                Ok((work, Ended::Paused))
            }
            Come::Over(lease, ran) => {
                self.lease = Some(lease);
                ran.map(|()| (work, Ended::Done))
            }
        }
    }

    /// Inserts all rows or none. Dropping the future undoes the transaction.
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
        let session = self.session().await?;
        insert_inside(session, statement, group, next, sink).await.map_err(|error| error.of(statement))
    }

    /// The server's plan for a statement.
    pub(crate) async fn explain(&mut self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        let session = self.session().await?;
        explain::explain(session, statement, params.as_slice()).await.map_err(|error| error.of(statement))
    }

    /// Marks a point to come back to.
    pub(crate) async fn save(&mut self, point: Savepoint) -> Result<()> {
        self.session().await?.command_ahead(&format!("SAVEPOINT querent_{}", point.0)).await
    }

    /// Forgets a point; what was done since it stays.
    pub(crate) async fn release(&mut self, point: Savepoint) -> Result<()> {
        // What it fails by, the next statement or the COMMIT tells.
        self.session().await?.command_ahead(&format!("RELEASE SAVEPOINT querent_{}", point.0)).await
    }

    /// Undoes what was done since a point, and forgets the point.
    pub(crate) async fn undo(&mut self, point: Savepoint) -> Result<()> {
        self.session().await?.command(&format!("ROLLBACK TO SAVEPOINT querent_{}", point.0)).await?;
        self.release(point).await
    }

    /// Does what of a commit may ask for another try from the beginning.
    pub(crate) async fn release_beginning(&mut self) -> Result<()> {
        match self.beginning {
            Some(savepoint) => self.session().await?.release_beginning(savepoint).await,
            None => Ok(()),
        }
    }

    /// Goes back to the beginning, to be tried again. `false` where the server does not have that, or not any more.
    pub(crate) async fn restart(&mut self) -> bool {
        let Some(savepoint) = self.beginning else { return false };
        match self.session().await {
            Ok(session) => session.restart(savepoint).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Makes everything that was done last.
    pub(crate) async fn commit(mut self) -> Result<()> {
        self.session().await?.commit().await
    }

    /// Undoes everything.
    pub(crate) async fn roll_back(mut self) -> Result<()> {
        if let Ok(session) = self.session().await {
            session.rollback().await;
        }
        Ok(())
    }
}

impl Drop for ServerTransaction {
    fn drop(&mut self) {
        let Some(mut lease) = self.lease.take().filter(|lease| lease.is_whole() && lease.in_transaction()) else {
            return;
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            drop(runtime.spawn(async move { lease.session().rollback().await }));
        }
    }
}

impl fmt::Debug for ServerTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerTransaction")
    }
}
