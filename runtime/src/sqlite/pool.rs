//! Connections that are lent to one statement at a time, and the right to write → leases that give themselves back.

use super::Sqlite;
use super::connection::Connection;
use super::place::Place;
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::statement::Statement;
use crate::transaction::{Access, Origin};
use std::borrow::Borrow;
use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// The connections of a database.
///
/// A connection that comes back lies in `hot`, from where it is lent again without a lock. Who must see each connection that comes
/// back, because it waits for one or closes them, first raises `watched`, and then looks into `hot`. Who gives one back first puts it
/// there, and then looks at `watched`. So one of them sees the other.
#[derive(Debug)]
pub(super) struct Pool {
    hot: Place<Connection>,
    watched: AtomicUsize,
    state: Mutex<State>,
    size: usize,
}

#[derive(Debug, Default)]
struct State {
    /// The one that was used last is at the end: it is used first, for its caches are warm.
    #[expect(clippy::vec_box, reason = "a connection stays in its box while it goes from hand to hand")]
    idle: Vec<Box<Connection>>,
    /// Connections that are open or being opened.
    open: usize,
    /// Who waits, in the order in which they came; as many are counted in `watched`.
    waiting: VecDeque<oneshot::Sender<Lease>>,
    /// Who has had a connection for longer than one turn of a task.
    holders: Vec<Holder>,
    closed: bool,
}

/// Who has a connection.
#[derive(Debug, Clone, Copy)]
struct Holder {
    since: Instant,
    user: User,
}

/// What a connection is used for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum User {
    /// One statement.
    Statement(&'static Statement),
    /// A transaction that was begun there, and whether it may write.
    Transaction(Origin, Access),
}

impl User {
    /// Whether it needs the right to write.
    fn writes(self) -> bool {
        match self {
            User::Statement(statement) => !statement.writes.is_empty(),
            User::Transaction(_, access) => access == Access::Write,
        }
    }

    fn is(self, other: User) -> bool {
        match (self, other) {
            (User::Statement(one), User::Statement(other)) => std::ptr::eq(one, other),
            (User::Transaction(one, _), User::Transaction(other, _)) => one == other,
            _ => false,
        }
    }

    /// An error of this user's.
    fn blames(self, error: Error) -> Error {
        match self {
            User::Statement(statement) => error.of(statement),
            User::Transaction(..) => error.about(&self.to_string()),
        }
    }
}

/// As it is named in messages.
impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            User::Statement(statement) => statement.fmt(f),
            User::Transaction(place, _) => place.fmt(f),
        }
    }
}

/// What the pool has to give.
enum Take {
    /// A connection, or the right to open one.
    Lease(Lease),
    /// Nothing now; this will bring it.
    Wait(oneshot::Receiver<Lease>),
}

/// What a statement waits for before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// The right to write.
    Turn,
    Connection,
}

/// A connection that was lent, or the right to open one. Dropping it ends the statement, rolls back an open transaction and gives
/// the connection back; one whose state is not known is closed. `S` is the database or, within one turn of a task, a reference to it.
#[derive(Debug)]
pub(crate) struct Lease<S: Borrow<Arc<Sqlite>> = Arc<Sqlite>> {
    store: S,
    connection: Option<Box<Connection>>,
    /// The right to write.
    permit: Option<OwnedSemaphorePermit>,
    /// Since when it stands in the pool's list of holders, if it does.
    held: Option<Holder>,
    /// Whether it was handed to somebody, who has to give it back.
    live: bool,
}

impl Pool {
    pub(super) fn new(size: usize) -> Self {
        Pool { hot: Place::empty(), watched: AtomicUsize::new(0), state: Mutex::default(), size }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of a user runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An idle connection.
    pub(super) fn take_idle<'s>(
        &self,
        store: &'s Arc<Sqlite>,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Option<Lease<&'s Arc<Sqlite>>> {
        let connection = self.hot.take().or_else(|| self.lock().idle.pop())?;
        Some(Lease { store, connection: Some(connection), permit, held: None, live: true })
    }

    /// An idle connection, or the right to open one, or a place in the queue.
    fn take(&self, store: &Arc<Sqlite>) -> Result<Take> {
        let mut state = self.lock();
        if state.closed {
            return Err(closed());
        }
        self.watched.fetch_add(1, SeqCst);
        let idle = self.hot.take().or_else(|| state.idle.pop());
        if idle.is_none() && state.open == self.size {
            let (sender, receiver) = oneshot::channel();
            state.waiting.push_back(sender);
            return Ok(Take::Wait(receiver));
        }
        self.watched.fetch_sub(1, SeqCst);
        if idle.is_none() {
            state.open += 1;
        }
        Ok(Take::Lease(Lease::new(store, idle)))
    }

    /// Keeps a connection for the next who asks, unless somebody waits already.
    fn give_back(&self, store: &Arc<Sqlite>, connection: Option<Box<Connection>>) {
        let Some(connection) = connection else { return self.hand_on(store, None) };
        let kept = if self.watched.load(SeqCst) == 0 { self.hot.put(connection) } else { Err(connection) };
        match kept {
            // Who began to wait just now has perhaps not seen it.
            Ok(()) if self.watched.load(SeqCst) > 0 => {
                if let Some(connection) = self.hot.take() {
                    self.hand_on(store, Some(connection));
                }
            }
            Ok(()) => {}
            Err(connection) => self.hand_on(store, Some(connection)),
        }
    }

    /// Hands a connection, or the right to open one, to whoever has waited longest.
    fn hand_on(&self, store: &Arc<Sqlite>, mut connection: Option<Box<Connection>>) {
        loop {
            let mut state = self.lock();
            let Some(next) = state.waiting.pop_front() else {
                match connection {
                    Some(connection) if !state.closed => state.idle.push(connection),
                    gone => {
                        state.open -= 1;
                        drop(state);
                        close(gone);
                    }
                }
                return;
            };
            self.watched.fetch_sub(1, SeqCst);
            drop(state);
            // Who has stopped waiting is passed over.
            match next.send(Lease::new(store, connection.take())) {
                Ok(()) => return,
                Err(mut lease) => {
                    lease.live = false;
                    connection = lease.connection.take();
                }
            }
        }
    }

    /// Takes a first connection in.
    pub(super) fn add(&self, connection: Connection) {
        let mut state = self.lock();
        state.open += 1;
        state.idle.push(Box::new(connection));
    }

    /// Gives out nothing more, and gives up what is idle.
    #[expect(clippy::vec_box, reason = "a connection stays in its box while it goes from hand to hand")]
    pub(super) fn close(&self) -> Vec<Box<Connection>> {
        let mut state = self.lock();
        if !state.closed {
            state.closed = true;
            self.watched.fetch_add(1, SeqCst);
        }
        self.watched.fetch_sub(state.waiting.len(), SeqCst);
        state.waiting.clear();
        let mut idle = std::mem::take(&mut state.idle);
        idle.extend(self.hot.take());
        state.open -= idle.len();
        idle
    }

    fn timed_out(&self, awaited: Awaited, user: User, after: Duration) -> Error {
        let state = self.lock();
        let (mut text, advice) = match awaited {
            Awaited::Connection => (
                format!("no connection became free within {after:?}: {} of {} are in use", state.open, self.size),
                "raise `pool_size` or `acquire_timeout`, or keep streams open for less long",
            ),
            Awaited::Turn => (
                format!("writes take turns, and the turn of this one did not come within {after:?}"),
                "raise `acquire_timeout`, or write less at a time",
            ),
        };
        let is_awaited = |holder: &&Holder| awaited == Awaited::Connection || holder.user.writes();
        for Holder { since, user } in state.holders.iter().filter(is_awaited) {
            write!(text, "; one for {:.1?} by {user}", since.elapsed()).expect("a String takes every text");
        }
        user.blames(Error::new(ErrorKind::PoolTimeout, format!("{text}; {advice}")))
    }
}

/// A connection, with the right to write for what writes.
pub(super) async fn lease(store: &Arc<Sqlite>, user: User) -> Result<Lease> {
    let after = store.options.acquire_timeout;
    let mut awaited = Awaited::Connection;
    let waiting = async {
        let permit = match &store.writers {
            Some(writers) if user.writes() => {
                awaited = Awaited::Turn;
                Some(Arc::clone(writers).acquire_owned().await.map_err(|_| user.blames(closed()))?)
            }
            _ => None,
        };
        awaited = Awaited::Connection;
        let mut lease = match store.pool.take(store).map_err(|error| user.blames(error))? {
            Take::Lease(lease) => lease,
            Take::Wait(receiver) => receiver.await.map_err(|_| user.blames(closed()))?,
        };
        lease.permit = permit;
        Ok(lease)
    };
    let leased = tokio::time::timeout(after, waiting).await;
    let mut lease = leased.unwrap_or_else(|_| Err(store.pool.timed_out(awaited, user, after)))?;
    if lease.connection.is_none() {
        let options = store.options.clone();
        lease.connection = Some(Box::new(super::thread::blocking(move || super::open::open(&options)).await??));
    }
    Ok(lease)
}

fn closed() -> Error {
    Error::new(ErrorKind::Connection, "the database was closed").with_condition(Condition::Lost)
}

/// Closes connections, which may write to the disk, where that holds nobody up.
pub(super) fn close(connections: impl Send + 'static) {
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn_blocking(move || drop(connections))),
        Err(_) => drop(connections),
    }
}

impl Lease {
    fn new(store: &Arc<Sqlite>, connection: Option<Box<Connection>>) -> Self {
        Lease { store: Arc::clone(store), connection, permit: None, held: None, live: true }
    }
}

impl Lease<&Arc<Sqlite>> {
    /// The same, for longer than a turn of the task.
    pub(super) fn keep(mut self) -> Lease {
        self.live = false;
        let mut lease = Lease::new(self.store, self.connection.take());
        lease.permit = self.permit.take();
        lease
    }
}

impl<S: Borrow<Arc<Sqlite>>> Lease<S> {
    /// The connection that was lent.
    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("a lease is given out when its connection is open")
    }

    /// The database that it belongs to.
    pub(crate) fn store(&self) -> &Arc<Sqlite> {
        self.store.borrow()
    }

    /// The right to write, with the database that it is for.
    pub(super) fn permit(&mut self) -> (&Arc<Sqlite>, &mut Option<OwnedSemaphorePermit>) {
        (self.store.borrow(), &mut self.permit)
    }

    /// From here on its user may keep the connection for longer: it is named when others wait in vain.
    pub(crate) fn hold(&mut self, user: User) {
        if self.held.is_none() {
            let holder = Holder { since: Instant::now(), user };
            self.store().pool.lock().holders.push(holder);
            self.held = Some(holder);
        }
    }

    /// Brings the connection to the state in which it was lent; whether that worked.
    fn tidy(&mut self) -> bool {
        let Some(connection) = &mut self.connection else { return true };
        connection.undo();
        connection.is_autocommit() || (connection.command("ROLLBACK").is_ok() && connection.is_autocommit())
    }
}

impl<S: Borrow<Arc<Sqlite>>> Drop for Lease<S> {
    fn drop(&mut self) {
        if !self.live {
            return;
        }
        if !self.tidy() {
            close(self.connection.take());
        }
        let connection = self.connection.take();
        let pool = &self.store().pool;
        if let Some(held) = self.held {
            let is_ours = |holder: &Holder| holder.since == held.since && holder.user.is(held.user);
            let holders = &mut pool.lock().holders;
            if let Some(position) = holders.iter().position(is_ours) {
                holders.swap_remove(position);
            }
        }
        pool.give_back(self.store(), connection);
    }
}
