//! The rows of a store → the files of its tables, and a journal that begins behind them.

use super::codec::Codec;
use super::failure::refused;
use super::journal::{self, VERSION};
use super::json::write_string;
use super::tail::{Saved, Tail, saved};
use super::{Disk, Held, JOURNAL, LONG_JOURNAL, SCHEMA, definition, file_of};
use crate::error::Result;
use crate::file::memory::{Data, TableRows};
use querent_schema::{Schema, Table};
use std::fmt::Write as _;
use std::sync::Arc;

impl Tail {
    /// Whether the journal has become so long that it should be taken into the tables.
    pub(crate) fn is_long(&self) -> bool {
        self.end > LONG_JOURNAL.max(self.saved.bytes)
    }

    /// Whether it holds anything that the tables do not.
    pub(crate) fn is_empty(&self) -> bool {
        self.transaction == self.after
    }
}

impl Held {
    /// Writes the tables that were changed, each as a whole, and puts an empty journal in the place of the one that led to them. Whenever it
    /// is broken off, the files say the same as before.
    ///
    /// # Errors
    /// When a file cannot be written; then the journal stays as it is.
    pub(crate) fn compact(&self, tail: &Tail, data: &Data) -> Result<Tail> {
        let (disk, schema) = (&*self.disk, &data.frame.schema);
        let failed = |name: &'static str| move |error| refused(&*self.disk.folder, "writing", name, error);
        // The tables may not know what the journal can still lose.
        tail.file.sync().map_err(failed(JOURNAL))?;
        let mut bytes = 0;
        for (place, table) in schema.tables.iter().enumerate().filter(|(_, table)| table.view.is_none()) {
            let (rows, name) = (&data.tables[place], file_of(&table.name));
            let is_saved = tail
                .saved
                .tables
                .get(place)
                .is_some_and(|saved| saved.as_ref().is_some_and(|saved| Arc::ptr_eq(saved, rows)));
            if !is_saved {
                let text = written_table(table, rows, tail.transaction)?;
                bytes += text.len() as u64;
                disk.replace(&name, text.as_bytes())?;
            }
        }
        if !tail.saved.schema.as_ref().is_some_and(|saved| Arc::ptr_eq(saved, schema)) {
            // A table that the schema names has a file.
            disk.folder.sync().map_err(failed("the folder"))?;
            disk.replace(SCHEMA, written_schema(schema, tail.transaction).as_bytes())?;
        }
        disk.folder.sync().map_err(failed("the folder"))?;
        disk.append(tail, journal::closing().as_bytes(), false)?;
        disk.begin_journal(tail.transaction)?;
        let (file, after, end) = disk.open_journal()?;
        let saved = Saved { schema: Some(Arc::clone(schema)), tables: saved(data), bytes: tail.saved.bytes.max(bytes) };
        Ok(Tail { file, after, end, line: 1, transaction: after, is_closed: false, saved })
    }
}

impl Disk {
    /// Makes an empty journal.
    pub(super) fn begin_journal(&self, after: u64) -> Result<()> {
        self.replace(JOURNAL, journal::header(after).as_bytes())?;
        self.folder.sync().map_err(|error| refused(&*self.folder, "writing", "the folder", error))
    }

    /// Writes a file so that its name leads to the old one or to the new one, and never to a part.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let new = format!("{name}.new");
        let replaced = self.folder.write(&new, bytes).and_then(|()| self.folder.rename(&new, name));
        replaced.map_err(|error| refused(&*self.folder, "writing", name, error))
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
        codec.write_row(&mut out, *id, row)?;
    }
    out.push_str("\n]}\n");
    Ok(out)
}

fn written_schema(schema: &Schema, transaction: u64) -> String {
    let tables = serde_json::to_string_pretty(&definition::write(schema)).unwrap_or_default();
    format!("{{\"querent\":{VERSION},\"transaction\":{transaction},\"tables\":{tables}}}\n")
}
