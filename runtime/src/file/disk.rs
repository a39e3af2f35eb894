//! A folder of JSON files ↔ the rows of a store: a file for each table, and a journal of what was done since they were written.

mod checksum;
mod codec;
mod compact;
mod definition;
mod failure;
mod folder;
mod journal;
mod json;
mod load;
mod notice;
mod prove;
mod tail;
#[cfg(test)]
mod tests;

use super::memory::{Changing, Data};
use crate::error::Result;
use crate::url::Mode;
pub(crate) use compact::{Compaction, Written};
pub(crate) use failure::no_turn;
use failure::{busy, missing, read_only, refused};
use folder::{Folder, Lock, RealFolder, Watch};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};
pub(crate) use tail::Tail;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The journal.
const JOURNAL: &str = "journal.jsonl";
/// The tables' definitions.
const SCHEMA: &str = "schema.json";
/// What whoever writes holds a lock on.
const LOCK: &str = "lock";
/// What whoever takes the journal into the tables holds a lock on.
const COMPACTION: &str = "compaction";
/// What was cut off the end of a journal.
const TORN: &str = "journal.torn";
/// A journal that is longer than this, and than all tables, is taken into the tables.
const LONG_JOURNAL: u64 = 4 << 20;

/// Where a store is and what may be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) folder: PathBuf,
    pub(crate) mode: Mode,
    /// Whether a transaction is on the disk when it is committed.
    pub(crate) sync: bool,
    /// How long a transaction waits for those of this process.
    pub(crate) acquire_timeout: Duration,
    /// How long it waits for those of others.
    pub(crate) busy_timeout: Duration,
}

/// The files of a store.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: Box<dyn Folder>,
    /// `None`: the store may only be read.
    lock: Option<Box<dyn Lock>>,
    /// Shows when another process has written; `None` where the operating system must be asked.
    watch: Option<Box<dyn Watch>>,
    /// The turn of the tasks of this process.
    turn: Arc<Mutex<()>>,
    /// Held by the task of this process that takes the journal into the tables.
    compacting: Arc<Mutex<()>>,
    /// Before the journal is so long, it is not tried again to take it into the tables, which has failed.
    retry_at: AtomicU64,
    sync: bool,
    acquire_timeout: Duration,
    busy_timeout: Duration,
}

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    disk: Arc<Disk>,
    _turn: OwnedMutexGuard<()>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(lock) = &self.disk.lock {
            lock.unlock();
        }
    }
}

impl Disk {
    /// Opens the store of a folder, which is made where the mode says so.
    ///
    /// # Errors
    /// Of kind `Connection` when the folder is missing, or may not be read, or holds files that are not as they should be.
    pub(crate) fn open(options: &Options) -> Result<(Arc<Disk>, Tail, Data)> {
        let folder = RealFolder(options.folder.clone());
        if options.mode == Mode::Create && !options.folder.exists() {
            match std::fs::create_dir(&options.folder) {
                Ok(()) => {}
                // Another program was quicker.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(missing(&folder, "its parent is not there: make that first"));
                }
                Err(error) => return Err(refused(&folder, "making the folder", "", error)),
            }
        }
        std::fs::read_dir(&options.folder).map_err(|error| match error.kind() {
            ErrorKind::NotFound => missing(&folder, "it is not there; without `mode` in the URL it would be made"),
            ErrorKind::NotADirectory => missing(&folder, "it is a file: a store is a folder"),
            _ => refused(&folder, "opening the folder", "", error),
        })?;
        Disk::open_in(Box::new(folder), options)
    }

    /// Opens the store of a folder that is there.
    pub(crate) fn open_in(folder: Box<dyn Folder>, options: &Options) -> Result<(Arc<Disk>, Tail, Data)> {
        let lock = match options.mode {
            Mode::Read => None,
            Mode::Write | Mode::Create => match folder.lock_file(LOCK) {
                Ok(lock) => Some(lock),
                Err(error) if is_read_only(&error) => None,
                Err(error) => return Err(refused(&*folder, "opening", LOCK, error)),
            },
        };
        let Options { sync, acquire_timeout, busy_timeout, .. } = *options;
        let watch = folder.watch(LOCK);
        let disk = Disk {
            folder,
            lock,
            watch,
            turn: Arc::default(),
            compacting: Arc::default(),
            retry_at: AtomicU64::new(0),
            sync,
            acquire_timeout,
            busy_timeout,
        };
        let (tail, data) = disk.load()?;
        Ok((Arc::new(disk), tail, data))
    }

    /// Waits for the right to write.
    ///
    /// # Errors
    /// When the store may only be read, when a transaction of this process is open for longer than the acquire timeout, and when another process
    /// keeps the right for longer than the busy timeout.
    pub(crate) async fn hold(self: &Arc<Self>) -> Result<Held> {
        if self.lock.is_none() {
            return Err(read_only());
        }
        let turn = tokio::time::timeout(self.acquire_timeout, Arc::clone(&self.turn).lock_owned());
        let turn = turn.await.map_err(|_| no_turn(self.acquire_timeout))?;
        let until = Instant::now() + self.busy_timeout;
        let mut pause = Duration::from_millis(1);
        while !self.try_lock()? {
            if Instant::now() > until {
                return Err(busy());
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(10));
        }
        Ok(Held { disk: Arc::clone(self), _turn: turn })
    }

    /// The right to write, where it can be had at once.
    pub(crate) fn try_hold(self: &Arc<Self>) -> Result<Option<Held>> {
        let Ok(turn) = Arc::clone(&self.turn).try_lock_owned() else { return Ok(None) };
        let held = || Held { disk: Arc::clone(self), _turn: turn };
        Ok(self.try_lock()?.then(held))
    }

    /// Whether a commit waits for the disk.
    pub(crate) fn waits(&self) -> bool {
        self.sync
    }

    fn try_lock(&self) -> Result<bool> {
        let lock = self.lock.as_ref().ok_or_else(read_only)?;
        lock.try_lock().map_err(|error| refused(&*self.folder, "locking", LOCK, error))
    }
}

impl Held {
    /// Makes changes of what the store holds last. `None` where nothing was changed.
    ///
    /// # Errors
    /// When it could not be written; then nothing was changed.
    pub(crate) fn commit(&self, tail: &Tail, changing: &mut Changing) -> Result<Option<Tail>> {
        changing.keep();
        let Some(line) = journal::transaction(tail.transaction + 1, changing)? else { return Ok(None) };
        if self.disk.sync && !tail.is_named {
            self.disk.sync_names()?;
        }
        let notice = self.disk.announce()?;
        let appended = self.disk.append(tail, line.as_bytes(), self.disk.sync);
        let seen = notice.done();
        appended?;
        Ok(Some(Tail {
            seen,
            end: tail.end + line.len() as u64,
            line: tail.line + 1,
            transaction: tail.transaction + 1,
            read: tail.transaction + 1,
            is_closed: false,
            is_named: tail.is_named || self.disk.sync,
            ..tail.clone()
        }))
    }
}

fn is_read_only(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// The file of a table. What a file system may take amiss is written as in a URL.
fn file_of(table: &str) -> String {
    let mut name = String::new();
    for character in table.chars() {
        match character {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '-' => name.push(character),
            other => {
                let mut bytes = [0; 4];
                other.encode_utf8(&mut bytes).bytes().for_each(|byte| name.push_str(&format!("%{byte:02X}")));
            }
        }
    }
    // This one is taken.
    if name.eq_ignore_ascii_case("schema") {
        name.push('%');
    }
    name + ".json"
}
