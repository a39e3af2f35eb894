//! A write-ahead log that has grown → the database file, in the background, so that no commit waits for the disk.

use super::Sqlite;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// From how many pages on the log is brought into the database; SQLite's own default.
const PAGES: u32 = 1000;

/// The background work on the log of a database.
#[derive(Debug, Default)]
pub(super) struct Checkpoint {
    running: AtomicBool,
    /// The whole log has been brought over, so the next write begins it anew and waits for the disk once.
    restarts: AtomicBool,
    /// A connection of its own, opened when it is first needed.
    connection: Mutex<Option<rusqlite::Connection>>,
}

impl Checkpoint {
    /// Whether the next write waits for the disk.
    pub(super) fn next_write_syncs(&self) -> bool {
        self.restarts.load(Ordering::Relaxed)
    }

    /// Takes the connection, for closing.
    pub(super) fn close(&self) -> Option<rusqlite::Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A commit has brought the log to so many pages.
pub(super) fn committed(store: &Arc<Sqlite>, pages: u32) {
    let checkpoint = &store.checkpoint;
    if checkpoint.next_write_syncs() {
        checkpoint.restarts.store(false, Ordering::Relaxed);
    }
    if pages < PAGES {
        return;
    }
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    if checkpoint.running.swap(true, Ordering::AcqRel) {
        return;
    }
    let store = Arc::clone(store);
    runtime.spawn_blocking(move || {
        // A failure, such as a lock of another process, leaves the log as it is until the next commit tries again.
        let whole = run(&store).unwrap_or(false);
        store.checkpoint.restarts.store(whole, Ordering::Relaxed);
        store.checkpoint.running.store(false, Ordering::Release);
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
