//! What SQLite reports while it runs → how long a statement has been at it, and how large the write-ahead log has become.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// After how many instructions of its machine SQLite reports. It does so only where it jumps, so a short statement rarely does.
pub(super) const INSTRUCTIONS: i32 = 500;
/// A statement that gives rows goes on on a thread after so long.
pub(super) const SOFT: Duration = Duration::from_micros(150);
/// A statement that has given none is broken off after so long, and begins anew on a thread.
const HARD: Duration = Duration::from_millis(1);

/// A statement that has given so many bytes goes on on a thread, for reading them is what takes long.
const BYTES: usize = 512 * 1024;

/// A connection's watch. Only the thread that runs the connection touches it; the atomics are there because rusqlite's hooks are `Send`.
#[derive(Debug)]
pub(super) struct Watch {
    epoch: Instant,
    limited: AtomicBool,
    /// Nanoseconds since `epoch` at SQLite's first report; 0 before it.
    first: AtomicU64,
    overrun: AtomicBool,
    bytes: AtomicUsize,
    wal_pages: AtomicU32,
}

impl Watch {
    pub(super) fn new() -> Self {
        Watch {
            epoch: Instant::now(),
            limited: AtomicBool::new(false),
            first: AtomicU64::new(0),
            overrun: AtomicBool::new(false),
            bytes: AtomicUsize::new(0),
            wal_pages: AtomicU32::new(0),
        }
    }

    /// From here on a statement runs on a task of the executor, and must not take long.
    pub(super) fn limit(&self) {
        self.limited.store(true, Relaxed);
        self.first.store(0, Relaxed);
        self.bytes.store(0, Relaxed);
        self.overrun.store(false, Relaxed);
    }

    /// From here on a statement runs where it may take as long as it likes.
    pub(super) fn unlimit(&self) {
        self.limited.store(false, Relaxed);
        self.overrun.store(false, Relaxed);
    }

    /// Whether a limited statement has taken so long that it should go on on a thread.
    pub(super) fn has_overrun(&self) -> bool {
        self.overrun.load(Relaxed)
    }

    /// Whether a limited statement has been broken off by [`report`](Watch::report), or may have been.
    pub(super) fn is_limited(&self) -> bool {
        self.limited.load(Relaxed)
    }

    /// A row of so many bytes was read.
    pub(super) fn has_read(&self, bytes: usize) {
        let all = self.bytes.load(Relaxed) + bytes;
        self.bytes.store(all, Relaxed);
        if all > BYTES && self.is_limited() {
            self.overrun.store(true, Relaxed);
        }
    }

    /// SQLite reports; whether it shall break the statement off.
    pub(super) fn report(&self) -> bool {
        if !self.is_limited() {
            return false;
        }
        let now = u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(u64::MAX).max(1);
        match self.first.load(Relaxed) {
            0 => {
                self.first.store(now, Relaxed);
                false
            }
            first => {
                let spent = Duration::from_nanos(now - first);
                if spent > SOFT {
                    self.overrun.store(true, Relaxed);
                }
                spent > HARD
            }
        }
    }

    /// A commit has brought the write-ahead log to so many pages.
    pub(super) fn committed(&self, wal_pages: i32) {
        self.wal_pages.store(wal_pages.unsigned_abs(), Relaxed);
    }

    /// The pages of the write-ahead log after the commit that was just made; 0 when nothing was written.
    pub(super) fn take_wal_pages(&self) -> u32 {
        let pages = self.wal_pages.load(Relaxed);
        self.wal_pages.store(0, Relaxed);
        pages
    }
}
