//! A write-ahead log that has grown → the database file, in the background, so that no commit waits for the disk.

use super::Sqlite;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedSemaphorePermit;

/// From how many pages on the log is brought into the database; SQLite's own default.
const PAGES: u32 = 1000;

/// The background work on the log of a database.
#[derive(Debug)]
pub(super) struct Checkpoint {
    running: AtomicBool,
    /// The whole log has been brought over, so the next write begins it anew and waits for the disk once.
    restarts: AtomicBool,
    /// How many pages the log must have for the next attempt.
    due: AtomicU32,
    /// A connection of its own, opened when it is first needed.
    connection: Mutex<Option<rusqlite::Connection>>,
}

impl Checkpoint {
    pub(super) fn new() -> Self {
        Checkpoint {
            running: AtomicBool::new(false),
            restarts: AtomicBool::new(false),
            due: AtomicU32::new(PAGES),
            connection: Mutex::new(None),
        }
    }

    /// Whether the next write waits for the disk.
    pub(super) fn next_write_syncs(&self) -> bool {
        self.restarts.load(Relaxed)
    }

    /// Takes the connection, for closing.
    pub(super) fn close(&self) -> Option<rusqlite::Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A commit has brought the log to so many pages. What is due is done with the right to write, which the commit had: while others append
/// to the log it is never brought over as a whole, and grows for ever.
pub(super) fn committed(store: &Arc<Sqlite>, pages: u32, permit: &mut Option<OwnedSemaphorePermit>) {
    let checkpoint = &store.checkpoint;
    if checkpoint.next_write_syncs() {
        checkpoint.restarts.store(false, Relaxed);
    }
    if pages < PAGES {
        return;
    }
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    if pages < checkpoint.due.load(Relaxed) || checkpoint.running.swap(true, Ordering::AcqRel) {
        return;
    }
    let (store, permit) = (Arc::clone(store), permit.take());
    runtime.spawn_blocking(move || {
        let checkpoint = &store.checkpoint;
        // A failure, such as a lock of another process, leaves the log as it is; as does a reader that needs it.
        let whole = run(&store).unwrap_or(false);
        checkpoint.restarts.store(whole, Relaxed);
        checkpoint.due.store(if whole { PAGES } else { pages + PAGES }, Relaxed);
        checkpoint.running.store(false, Ordering::Release);
        drop(permit);
    });
}

/// Brings over what no reader needs; whether that was all.
fn run(store: &Sqlite) -> rusqlite::Result<bool> {
    let mut connection = store.checkpoint.connection.lock().unwrap_or_else(PoisonError::into_inner);
    let connection = match &mut *connection {
        Some(connection) => connection,
        none => none.insert(super::open::open_plain(&store.options)?),
    };
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        let (busy, log, done): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(busy == 0 && log > 0 && log == done)
    })
}
