//! Connections to a server that are lent to one statement at a time → leases that give themselves back.

use super::Server;
use super::session::Session;
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::statement::Statement;
use crate::transaction::Origin;
use std::fmt;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The connections of a database. A permit is the right to have one; permits go round in the order of asking.
#[derive(Debug)]
pub(super) struct Pool {
    permits: Arc<Semaphore>,
    state: Mutex<State>,
    size: usize,
}

#[derive(Debug, Default)]
struct State {
    /// The one that was used last is at the end: it is used first, so that those not needed become old.
    #[expect(clippy::vec_box, reason = "a session stays in its box while it goes from hand to hand")]
    idle: Vec<Box<Session>>,
    /// Who has a connection.
    holders: Vec<Holder>,
    /// What the last attempt to connect said, until one succeeds.
    refused: Option<String>,
}

/// Who has a connection.
#[derive(Debug, Clone, Copy)]
struct Holder {
    since: Instant,
    user: User,
}

/// What a connection is used for.
#[derive(Debug, Clone, Copy)]
pub(super) enum User {
    Statement(&'static Statement),
    /// A transaction that was begun there.
    Transaction(Origin),
}

impl User {
    fn is(self, other: User) -> bool {
        match (self, other) {
            (User::Statement(one), User::Statement(other)) => std::ptr::eq(one, other),
            (User::Transaction(one), User::Transaction(other)) => one == other,
            _ => false,
        }
    }

    /// An error of this user's.
    fn blames(self, error: Error) -> Error {
        match self {
            User::Statement(statement) => error.of(statement),
            User::Transaction(origin) => error.about(&origin.to_string()),
        }
    }
}

/// As it is named in messages.
impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            User::Statement(statement) => statement.fmt(f),
            User::Transaction(origin) => origin.fmt(f),
        }
    }
}

/// A session that was lent. Dropping it gives it back; one whose state is not known is closed.
pub(crate) struct Lease {
    server: Arc<Server>,
    session: Option<Box<Session>>,
    holder: Holder,
    /// Whether others have used the session before.
    reused: bool,
    _permit: OwnedSemaphorePermit,
}

impl Pool {
    pub(super) fn new(size: usize) -> Self {
        Pool { permits: Arc::new(Semaphore::new(size)), state: Mutex::default(), size }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of a user runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a first session in.
    pub(super) fn add(&self, session: Box<Session>) {
        self.lock().idle.push(session);
    }

    /// The one that was used last.
    fn take_idle(&self) -> Option<Box<Session>> {
        self.lock().idle.pop()
    }

    /// Gives out nothing more, and gives up what is idle.
    #[expect(clippy::vec_box, reason = "a session stays in its box while it goes from hand to hand")]
    pub(super) fn close(&self) -> Vec<Box<Session>> {
        self.permits.close();
        std::mem::take(&mut self.lock().idle)
    }

    /// Takes those out that have been idle, or have lived, for too long.
    #[expect(clippy::vec_box, reason = "a session stays in its box while it goes from hand to hand")]
    pub(super) fn take_old(&self) -> Vec<Box<Session>> {
        let now = Instant::now();
        let mut state = self.lock();
        let (old, idle) = std::mem::take(&mut state.idle).into_iter().partition(|session| session.is_old(now));
        state.idle = idle;
        old
    }

    fn timed_out(&self, place: &str, user: User, after: Duration) -> Error {
        let state = self.lock();
        let mut text = format!(
            "no connection to {place} became free within {after:?}: {} of {} are in use",
            state.holders.len(),
            self.size
        );
        for Holder { since, user } in &state.holders {
            write!(text, "; one for {:.1?} by {user}", since.elapsed()).expect("a String takes every text");
        }
        if let Some(refused) = &state.refused {
            write!(text, "; the last attempt to connect failed: {refused}").expect("a String takes every text");
        }
        text.push_str("; raise `pool_size` or `acquire_timeout`, or keep streams and transactions open for less long");
        user.blames(Error::new(ErrorKind::PoolTimeout, text))
    }
}

/// A connection for a statement: an idle one that is still good, or a new one.
pub(super) async fn lease(server: &Arc<Server>, user: User) -> Result<Lease> {
    let mut lease = permit(server, user).await?;
    while let Some(mut session) = server.pool.take_idle() {
        if session.is_usable(lease.holder.since) {
            lease.session = Some(session);
            lease.reused = true;
            return Ok(lease);
        }
        session.close();
    }
    // In a box, for it is rare and large.
    Box::pin(lease.connect()).await
}

/// A new connection, for what was begun on one that the server had closed while it lay idle. Another that lies idle makes room for it: it was
/// closed as well, most likely.
pub(super) async fn lease_new(server: &Arc<Server>, user: User) -> Result<Lease> {
    let lease = permit(server, user).await?;
    server.pool.take_idle().into_iter().for_each(Session::close);
    lease.connect().await
}

/// The right to have a connection.
async fn permit(server: &Arc<Server>, user: User) -> Result<Lease> {
    let pool = &server.pool;
    let permit = match Arc::clone(&pool.permits).try_acquire_owned() {
        Ok(permit) => permit,
        Err(_) => {
            let after = server.options.acquire_timeout;
            let waiting = Arc::clone(&pool.permits).acquire_owned();
            match Box::pin(tokio::time::timeout(after, waiting)).await {
                Ok(permit) => permit.map_err(|_| user.blames(closed()))?,
                Err(_) => return Err(pool.timed_out(&server.place, user, after)),
            }
        }
    };
    let holder = Holder { since: Instant::now(), user };
    pool.lock().holders.push(holder);
    Ok(Lease { server: Arc::clone(server), session: None, holder, reused: false, _permit: permit })
}

/// A new connection, made within the time that a query may wait for one.
pub(super) async fn connect(server: &Arc<Server>) -> Result<Box<Session>> {
    let after = server.options.acquire_timeout;
    let connected = tokio::time::timeout(after, server.connector.connect()).await.unwrap_or_else(|_| {
        let text = format!("{} did not answer within {after:?}: is it the right host and port?", server.place);
        Err(Error::new(ErrorKind::Connection, text).with_condition(Condition::Timeout))
    });
    server.pool.lock().refused = connected.as_ref().err().map(ToString::to_string);
    Ok(Box::new(Session::new(connected?, &server.place, &server.options)))
}

fn closed() -> Error {
    Error::new(ErrorKind::Connection, "the database was closed").with_condition(Condition::Lost)
}

impl Lease {
    async fn connect(mut self) -> Result<Lease> {
        self.session = Some(connect(&self.server).await.map_err(|error| self.holder.user.blames(error))?);
        Ok(self)
    }

    /// Whether the server had closed the connection while it lay idle, as far as the error of the first thing that was sent on it tells.
    pub(super) fn was_closed_before(&self, first: Option<&Error>) -> bool {
        self.reused && first.is_some_and(|error| error.condition() == Condition::Lost)
    }

    /// What was lent.
    pub(crate) fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("a lease is given out when its session is open")
    }

    /// Whether nothing was broken off on it.
    pub(super) fn is_whole(&self) -> bool {
        self.session.as_ref().is_some_and(|session| !session.is_busy())
    }

    /// Whether a transaction is open.
    pub(super) fn in_transaction(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.in_transaction())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let pool = &self.server.pool;
        let is_ours = |holder: &Holder| holder.since == self.holder.since && holder.user.is(self.holder.user);
        let mut state = pool.lock();
        if let Some(position) = state.holders.iter().position(is_ours) {
            state.holders.swap_remove(position);
        }
        let Some(mut session) = self.session.take() else { return };
        if session.is_clean() && !pool.permits.is_closed() {
            session.rest();
            state.idle.push(session);
        } else {
            drop(state);
            session.close();
        }
    }
}
