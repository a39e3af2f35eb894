//! Where the rows of a store are, in memory or in a folder, and the right to change them.

use super::closed;
use crate::error::Result;
use crate::file::disk::{self, Disk, Held, Tail};
use crate::file::memory::{Changing, Data};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The rows of a store that is open.
#[derive(Debug)]
pub(super) struct Place {
    /// `None`: it was closed.
    rows: Mutex<Option<Rows>>,
    files: Files,
}

/// The rows, and how far the journal was read that led to them.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub(super) data: Data,
    tail: Option<Tail>,
}

#[derive(Debug)]
enum Files {
    /// Of a store in memory, whose writers take turns here.
    None {
        turn: Arc<Semaphore>,
        acquire_timeout: Duration,
    },
    Folder(Arc<Disk>),
}

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(super) enum Right {
    Memory(#[allow(dead_code, reason = "it is held, and given back when it is dropped")] OwnedSemaphorePermit),
    Folder(Held),
}

impl Place {
    pub(super) fn memory(acquire_timeout: Duration) -> Place {
        let files = Files::None { turn: Arc::new(Semaphore::new(1)), acquire_timeout };
        Place { rows: Mutex::new(Some(Rows { data: Data::new(Arc::default()), tail: None })), files }
    }

    pub(super) fn folder(disk: Arc<Disk>, tail: Tail, data: Data) -> Place {
        Place { rows: Mutex::new(Some(Rows { data, tail: Some(tail) })), files: Files::Folder(disk) }
    }

    /// Whether a commit waits for the disk.
    pub(super) fn waits(&self) -> bool {
        matches!(&self.files, Files::Folder(disk) if disk.waits())
    }

    /// The rows as they are, with what other processes have written.
    pub(super) fn rows(&self) -> Result<Rows> {
        let mut place = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rows) = &mut *place else { return Err(closed()) };
        if let (Files::Folder(disk), Some(tail)) = (&self.files, &mut rows.tail) {
            disk.refresh(tail, &mut rows.data)?;
        }
        Ok(rows.clone())
    }

    /// The right to write, where it can be had at once.
    pub(super) fn try_hold(&self) -> Result<Option<Right>> {
        match &self.files {
            Files::None { turn, .. } => Ok(Arc::clone(turn).try_acquire_owned().ok().map(Right::Memory)),
            Files::Folder(disk) => Ok(disk.try_hold()?.map(Right::Folder)),
        }
    }

    /// Waits for the right to write: for the turn as long as for a connection, and for other processes no longer than the busy timeout.
    pub(super) async fn hold(&self) -> Result<Right> {
        match &self.files {
            Files::None { turn, acquire_timeout } => {
                let turn = tokio::time::timeout(*acquire_timeout, Arc::clone(turn).acquire_owned());
                turn.await.map_err(|_| disk::no_turn(*acquire_timeout))?.map(Right::Memory).map_err(|_| closed())
            }
            Files::Folder(disk) => disk.hold().await.map(Right::Folder),
        }
    }

    /// Makes the changes last that were made to `base`, which nobody else has changed since. Whether the journal has become long.
    pub(super) fn commit(&self, right: &Right, base: &Rows, changing: Changing) -> Result<bool> {
        let tail = match (right, &base.tail) {
            (Right::Folder(held), Some(tail)) => {
                held.commit(tail, &base.data, &changing)?.or_else(|| base.tail.clone())
            }
            _ => None,
        };
        let is_long = tail.as_ref().is_some_and(Tail::is_long);
        self.replace(Rows { data: changing.data, tail })?;
        Ok(is_long)
    }

    /// Takes the journal into the files of the tables, where it holds anything.
    pub(super) fn compact(&self, right: &Right) -> Result<()> {
        let rows = self.rows()?;
        let (Right::Folder(held), Some(tail)) = (right, &rows.tail) else { return Ok(()) };
        if tail.is_empty() {
            return Ok(());
        }
        let tail = held.compact(tail, &rows.data)?;
        self.replace(Rows { tail: Some(tail), ..rows })
    }

    fn replace(&self, rows: Rows) -> Result<()> {
        let mut place = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        *place.as_mut().ok_or_else(closed)? = rows;
        Ok(())
    }

    /// Lets nobody begin anything new.
    pub(super) fn close(&self) {
        if let Files::None { turn, .. } = &self.files {
            turn.close();
        }
        *self.rows.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
