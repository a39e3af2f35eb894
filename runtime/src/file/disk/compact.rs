//! The rows of a store → the files of its tables, and a journal that begins behind them, while others go on writing.
//!
//! The tables are written as they were at one moment, without the right to write. What was done since then is copied into the new journal; the right is
//! needed only for its last lines, and to give it the name of the old one.

use super::codec::Codec;
use super::failure::refused;
use super::folder::Lock;
use super::journal::{self, VERSION};
use super::json::write_string;
use super::tail::{Saved, Tail, saved};
use super::{COMPACTION, Disk, Held, JOURNAL, LONG_JOURNAL, SCHEMA, definition, file_of};
use crate::error::Result;
use crate::file::memory::{Data, TableRows};
use querent_schema::{Schema, Table};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::OwnedMutexGuard;

/// The new journal, before it has its name.
const NEW_JOURNAL: &str = "journal.jsonl.new";

/// The right to take the journal into the tables, which one task of one process has at a time.
#[derive(Debug)]
pub(crate) struct Compaction {
    disk: Arc<Disk>,
    lock: Box<dyn Lock>,
    _only: OwnedMutexGuard<()>,
}

impl Drop for Compaction {
    fn drop(&mut self) {
        self.lock.unlock();
    }
}

/// Tables that are written, and a journal that is not yet in the place of the one that led to them.
#[derive(Debug)]
pub(crate) struct Written {
    /// The tables know the transactions up to this one.
    transaction: u64,
    /// The journal that led to them begins behind this one.
    after: u64,
    /// How far that journal is copied.
    copied: u64,
    /// How long the new one is, in bytes and in lines.
    length: u64,
    lines: usize,
    saved: Saved,
}

impl Tail {
    /// Whether it holds anything that the tables do not.
    pub(crate) fn is_empty(&self) -> bool {
        self.transaction == self.after
    }
}

impl Disk {
    /// Whether the journal has become so long that it should be taken into the tables.
    pub(crate) fn is_long(&self, tail: &Tail) -> bool {
        tail.end > LONG_JOURNAL.max(tail.saved.bytes).max(self.retry_at.load(Ordering::Relaxed))
    }

    /// The right to take the journal into the tables; `None` where somebody else does it, or where the store may only be read.
    ///
    /// # Errors
    /// When the file of the lock cannot be opened.
    pub(crate) fn try_compact(self: &Arc<Self>) -> Result<Option<Compaction>> {
        let Ok(only) = Arc::clone(&self.compacting).try_lock_owned() else { return Ok(None) };
        self.compaction(only)
    }

    /// As [`try_compact`](Disk::try_compact), when those of this process have come to their end.
    pub(crate) async fn compact(self: &Arc<Self>) -> Result<Option<Compaction>> {
        let only = Arc::clone(&self.compacting).lock_owned().await;
        self.compaction(only)
    }

    fn compaction(self: &Arc<Self>, only: OwnedMutexGuard<()>) -> Result<Option<Compaction>> {
        if self.lock.is_none() {
            return Ok(None);
        }
        let failed = |error| refused(&*self.folder, "locking", COMPACTION, error);
        let lock = self.folder.lock_file(COMPACTION).map_err(failed)?;
        let is_held = lock.try_lock().map_err(failed)?;
        Ok(is_held.then(|| Compaction { disk: Arc::clone(self), lock, _only: only }))
    }

    /// Makes an empty journal.
    pub(super) fn begin_journal(&self, after: u64) -> Result<()> {
        self.replace(JOURNAL, journal::header(after).as_bytes())?;
        self.sync_names()
    }

    pub(super) fn sync_names(&self) -> Result<()> {
        self.folder.sync().map_err(|error| refused(&*self.folder, "writing", "the folder", error))
    }

    /// Writes a file so that its name leads to the old one or to the new one, and never to a part.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let new = format!("{name}.new");
        let replaced = self.folder.write(&new, bytes).and_then(|()| self.folder.rename(&new, name));
        replaced.map_err(|error| refused(&*self.folder, "writing", name, error))
    }
}

impl Compaction {
    /// Writes the tables that were changed, each as a whole. Others may write meanwhile; whenever this is broken off, the files say the same as before.
    /// `None` where the journal holds nothing that the tables do not.
    ///
    /// # Errors
    /// When a file cannot be written; then the journal stays as it is, and is not tried again before it has grown by a quarter of what is long.
    pub(crate) fn write(&self, tail: &Tail, data: &Data) -> Result<Option<Written>> {
        if tail.is_empty() {
            return Ok(None);
        }
        let written = self.write_tables(tail, data);
        if written.is_err() {
            self.disk.retry_at.store(tail.end + LONG_JOURNAL / 4, Ordering::Relaxed);
        }
        written.map(Some)
    }

    fn write_tables(&self, tail: &Tail, data: &Data) -> Result<Written> {
        let (disk, schema) = (&*self.disk, &data.frame.schema);
        let failed = |name: &'static str| move |error| refused(&*disk.folder, "writing", name, error);
        // The tables may not know what the journal can still lose.
        tail.file.sync().map_err(failed(JOURNAL))?;
        let mut bytes = 0;
        for (place, table) in schema.tables.iter().enumerate().filter(|(_, table)| table.view.is_none()) {
            let rows = &data.tables[place];
            if !tail.saved.has(place, rows) {
                let text = written_table(table, rows, tail.transaction)?;
                bytes += text.len() as u64;
                disk.replace(&file_of(&table.name), text.as_bytes())?;
            }
        }
        // A table that the schema names has a file.
        disk.sync_names()?;
        if !tail.saved.schema.as_ref().is_some_and(|saved| Arc::ptr_eq(saved, schema)) {
            disk.replace(SCHEMA, written_schema(schema, tail.transaction).as_bytes())?;
            disk.sync_names()?;
        }
        let header = journal::header(tail.transaction);
        disk.folder.write(NEW_JOURNAL, header.as_bytes()).map_err(failed(NEW_JOURNAL))?;
        let saved = Saved { schema: Some(Arc::clone(schema)), tables: saved(data), bytes: tail.saved.bytes.max(bytes) };
        Ok(Written {
            transaction: tail.transaction,
            after: tail.after,
            copied: tail.end,
            length: header.len() as u64,
            lines: 1,
            saved,
        })
    }

    /// Copies into the new journal what was done up to here, so that little is left to be done with the right to write.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub(crate) fn copy(&self, written: &mut Written, tail: &Tail) -> Result<()> {
        if tail.after != written.after || tail.end <= written.copied {
            return Ok(());
        }
        let failed = |name: &'static str| move |error| refused(&*self.disk.folder, "writing", name, error);
        let mut bytes = tail.file.read_from(written.copied).map_err(failed(JOURNAL))?;
        bytes.truncate((tail.end - written.copied) as usize);
        let new = self.disk.folder.open(NEW_JOURNAL, true).map_err(failed(NEW_JOURNAL))?;
        new.append(written.length, &bytes).and_then(|()| new.sync()).map_err(failed(NEW_JOURNAL))?;
        written.copied = tail.end;
        written.length += bytes.len() as u64;
        written.lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        Ok(())
    }

    /// Puts the new journal in the place of the old one, of which `tail` is the end.
    ///
    /// # Errors
    /// When a file cannot be written; then the files say the same as before. That the folder cannot be brought to the disk is left to the next
    /// transaction, which is not acknowledged before it is.
    pub(crate) fn finish(self, _right: &Held, mut written: Written, tail: &Tail) -> Result<Tail> {
        if tail.after != written.after {
            return Ok(tail.clone());
        }
        self.copy(&mut written, tail)?;
        let disk = &*self.disk;
        let failed = |error| refused(&*disk.folder, "writing", JOURNAL, error);
        let file = disk.folder.open(NEW_JOURNAL, true).map_err(failed)?;
        let notice = disk.announce()?;
        let renamed = disk
            .append(tail, journal::closing().as_bytes(), false)
            .and_then(|()| disk.folder.rename(NEW_JOURNAL, JOURNAL).map_err(failed));
        let named = renamed.as_ref().map(|()| disk.sync_names());
        let seen = notice.done();
        let is_named = named.is_ok_and(|named| {
            named.inspect_err(|error| tracing::warn!(%error, "the name of a new journal is not sure")).is_ok()
        });
        renamed?;
        let Written { transaction: after, length: end, lines: line, saved, .. } = written;
        Ok(Tail {
            file: file.into(),
            after,
            end,
            line,
            is_closed: false,
            is_named,
            saved: Arc::new(saved),
            seen,
            ..*tail
        })
    }
}

impl Saved {
    fn has(&self, place: usize, rows: &Arc<TableRows>) -> bool {
        self.tables.get(place).is_some_and(|saved| saved.as_ref().is_some_and(|saved| Arc::ptr_eq(saved, rows)))
    }
}

/// The file of a table: one row on each line.
fn written_table(table: &Table, rows: &TableRows, transaction: u64) -> Result<String> {
    let mut out = format!("{{\"querent\":{VERSION},\"table\":");
    write_string(&mut out, &table.name);
    let _ = write!(out, ",\"transaction\":{transaction},\"counted\":{},\"rows\":[", rows.counted);
    let codec = Codec::new(table);
    let mut next = "\n";
    for (id, row) in rows.rows.iter() {
        out.push_str(next);
        next = ",\n";
        codec.write_row(&mut out, id, row)?;
    }
    out.push_str("\n]}\n");
    Ok(out)
}

fn written_schema(schema: &Schema, transaction: u64) -> String {
    let tables = serde_json::to_string_pretty(&definition::write(schema)).unwrap_or_default();
    format!("{{\"querent\":{VERSION},\"transaction\":{transaction},\"tables\":{tables}}}\n")
}
