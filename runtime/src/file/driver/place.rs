//! Where the rows of a store are, in memory or in a folder, and the right to change them.

use super::closed;
use crate::error::Result;
use crate::file::disk::{self, Compaction, Disk, Held, Tail, Written};
use crate::file::memory::{Changing, Data};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The rows of a store that is open.
pub(super) struct Place {
    /// `None`: it was closed.
    rows: Mutex<Option<Rows>>,
    files: Files,
}

impl fmt::Debug for Place {
    /// Without the rows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("files", &self.files).finish_non_exhaustive()
    }
}

/// The rows, and how far the journal was read that led to them.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub(super) data: Arc<Data>,
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

/// Rows that were taken out of their place to be changed: they come back as they are when that is sure, and else, by a panic, too, as they were.
struct Taken<'p> {
    place: &'p mut Arc<Data>,
    changing: Changing,
    is_sure: bool,
}

impl Taken<'_> {
    fn new(place: &mut Arc<Data>) -> Taken<'_> {
        let data = match Arc::get_mut(place) {
            Some(data) => data.take(),
            // Somebody reads them in this moment.
            None => Data::clone(place),
        };
        Taken { place, changing: Changing::new(data), is_sure: false }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.is_sure {
            self.changing.undo_all();
        }
        let data = self.changing.data.take();
        match Arc::get_mut(self.place) {
            Some(place) => *place = data,
            None => *self.place = Arc::new(data),
        }
    }
}

impl Place {
    pub(super) fn memory(acquire_timeout: Duration) -> Place {
        let files = Files::None { turn: Arc::new(Semaphore::new(1)), acquire_timeout };
        Place { rows: Mutex::new(Some(Rows { data: Arc::new(Data::new(Arc::default())), tail: None })), files }
    }

    pub(super) fn folder(disk: Arc<Disk>, tail: Tail, data: Data) -> Place {
        Place { rows: Mutex::new(Some(Rows { data: Arc::new(data), tail: Some(tail) })), files: Files::Folder(disk) }
    }

    /// Whether a commit waits for the disk.
    pub(super) fn waits(&self) -> bool {
        matches!(&self.files, Files::Folder(disk) if disk.waits())
    }

    /// The rows as they are, with what other processes have written.
    pub(super) fn data(&self) -> Result<Arc<Data>> {
        self.look(|rows| Arc::clone(&rows.data))
    }

    /// The rows as they are, to be changed.
    pub(super) fn rows(&self) -> Result<Rows> {
        self.look(Rows::clone)
    }

    fn look<T>(&self, take: impl FnOnce(&Rows) -> T) -> Result<T> {
        self.with_rows(|rows| Ok(take(rows)))
    }

    /// Does something with the rows as they are, with what other processes have written, while nobody else sees them.
    fn with_rows<T>(&self, work: impl FnOnce(&mut Rows) -> Result<T>) -> Result<T> {
        let mut place = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rows) = &mut *place else { return Err(closed()) };
        if let (Files::Folder(disk), Some(tail)) = (&self.files, &mut rows.tail)
            && !disk.is_current(tail)
        {
            disk.refresh(tail, Arc::make_mut(&mut rows.data))?;
        }
        work(rows)
    }

    /// Makes short changes of the rows where they are, and makes them last. Whether the journal has become long.
    pub(super) fn change(&self, right: &Right, change: impl FnOnce(&mut Changing) -> Result<()>) -> Result<bool> {
        self.with_rows(|Rows { data, tail }| {
            let mut taken = Taken::new(data);
            change(&mut taken.changing)?;
            if let (Right::Folder(held), Some(tail)) = (right, &mut *tail)
                && let Some(next) = held.commit(tail, &mut taken.changing)?
            {
                *tail = next;
            }
            taken.is_sure = true;
            Ok(self.is_long(tail.as_ref()))
        })
    }

    fn is_long(&self, tail: Option<&Tail>) -> bool {
        match (&self.files, tail) {
            (Files::Folder(disk), Some(tail)) => disk.is_long(tail),
            _ => false,
        }
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
    pub(super) fn commit(&self, right: &Right, base: &Rows, mut changing: Changing) -> Result<bool> {
        let tail = match (right, &base.tail) {
            (Right::Folder(held), Some(tail)) => held.commit(tail, &mut changing)?.or_else(|| base.tail.clone()),
            _ => None,
        };
        let is_long = self.is_long(tail.as_ref());
        self.replace(Rows { data: Arc::new(changing.data), tail })?;
        Ok(is_long)
    }

    /// The right to take the journal into the tables, where nobody does it.
    pub(super) fn try_compact(&self) -> Option<Compaction> {
        match &self.files {
            Files::Folder(disk) => disk.try_compact().ok().flatten(),
            Files::None { .. } => None,
        }
    }

    /// As [`try_compact`](Place::try_compact), when those of this process have come to their end.
    pub(super) async fn compact(&self) -> Option<Compaction> {
        match &self.files {
            Files::Folder(disk) => disk.compact().await.ok().flatten(),
            Files::None { .. } => None,
        }
    }

    /// Takes the journal into the files of the tables, while others may write; `None` where it holds nothing.
    pub(super) fn write(&self, compaction: &Compaction) -> Result<Option<Written>> {
        let rows = self.rows()?;
        let Some(mut written) =
            rows.tail.and_then(|tail| compaction.write(&tail, &rows.data).transpose()).transpose()?
        else {
            return Ok(None);
        };
        if let Some(tail) = self.rows()?.tail {
            compaction.copy(&mut written, &tail)?;
        }
        Ok(Some(written))
    }

    /// Puts the journal in place that begins behind the files of the tables.
    pub(super) fn finish(&self, right: &Right, compaction: Compaction, written: Written) -> Result<()> {
        let rows = self.rows()?;
        let (Right::Folder(held), Some(tail)) = (right, &rows.tail) else { return Ok(()) };
        let tail = compaction.finish(held, written, tail)?;
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
