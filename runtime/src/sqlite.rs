//! SQLite: a query's statement and parameters → rows, on the task itself when it is short and on a thread when it is not.
//!
//! A thread hop costs many times a short read, so every statement begins on the calling task, under a [`Watch`](watch::Watch). One that
//! gives rows for too long is moved to a thread as it stands; one that gives none is broken off and begins anew there. What was
//! learnt is kept with the statement, which begins on a thread the next time. No lock is waited for inside of SQLite: a statement that
//! meets one is tried again later, and writers queue for a permit before they take a connection.

mod bind;
mod call;
mod checkpoint;
mod connection;
mod execute;
mod explain;
mod failure;
mod foreign_key;
mod functions;
mod many;
mod open;
mod place;
mod pool;
mod raw;
mod session;
mod stream;
mod sync;
mod thread;
mod watch;

pub(crate) use raw::Row;
pub(crate) use session::Session;

use crate::error::Result;
use crate::statement::{Statement, Step};
use crate::url::{Mode, Place};
use querent_schema::Dialect;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Where a database is and how it is used.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) place: Place,
    pub(crate) mode: Mode,
    pub(crate) pool_size: usize,
    pub(crate) acquire_timeout: Duration,
    pub(crate) busy_timeout: Duration,
    /// Prepared statements that each connection keeps.
    pub(crate) statements: NonZeroUsize,
}

/// An open database.
pub(crate) struct Sqlite {
    pool: pool::Pool,
    /// The right to write, which goes round in the order of asking. A database in memory has one connection, and needs none.
    writers: Option<Arc<Semaphore>>,
    /// Whether a commit waits for the disk, as it does without a write-ahead log.
    commit_syncs: bool,
    checkpoint: checkpoint::Checkpoint,
    options: Options,
}

impl Sqlite {
    /// Opens a database with its first connection.
    pub(crate) async fn open(mut options: Options) -> Result<Arc<Self>> {
        let in_memory = options.place == Place::Memory;
        if in_memory {
            // Each connection to memory would be a database of its own.
            options.pool_size = 1;
        }
        let opening = options.clone();
        let first = thread::blocking(move || open::open(&opening)).await??;
        let store = Sqlite {
            pool: pool::Pool::new(options.pool_size),
            writers: (!in_memory).then(|| Arc::new(Semaphore::new(1))),
            commit_syncs: first.commit_syncs,
            checkpoint: checkpoint::Checkpoint::new(),
            options,
        };
        store.pool.add(first);
        Ok(Arc::new(store))
    }

    /// Lets nobody begin anything new, and closes what is idle; the rest is closed when it is given back.
    pub(crate) async fn close(self: Arc<Self>) -> Result<()> {
        let idle = self.pool.close();
        // A checkpoint that runs is waited for. The last connection to be closed brings the log into the file.
        thread::blocking(move || drop((self.checkpoint.close(), idle))).await
    }

    /// Whether the next commit waits for the disk.
    fn next_commit_syncs(&self) -> bool {
        self.commit_syncs || self.checkpoint.next_write_syncs()
    }

    /// Whether a statement should not begin on the task.
    fn wants_thread(&self, statement: &Statement) -> bool {
        let waits_for_disk = !statement.writes.is_empty() && self.next_commit_syncs();
        waits_for_disk || statement.state.prefers_thread(statement.weight) || steps(statement).len() > 1
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        let rest = (self.checkpoint.close(), self.pool.close());
        if !rest.1.is_empty() {
            pool::close(rest);
        }
    }
}

/// What SQLite does for a statement.
fn steps(statement: &Statement) -> &'static [Step] {
    statement.programs[Dialect::Sqlite as usize].steps
}
