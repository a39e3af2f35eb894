//! Rows that were read from files → proof that they keep the rules of their tables, or the first that does not, with its file and line.

use super::codec::Codec;
use super::failure::{damaged, line_of};
use super::json::Reader;
use super::load::{Change, Loaded};
use super::{Disk, JOURNAL};
use crate::error::Result;
use crate::file::execute::{RowId, View};
use crate::file::memory::Data;
use crate::file::value::Value;

impl Disk {
    /// Refuses rows that break a rule of their table.
    ///
    /// # Errors
    /// With the file and the line of the first.
    pub(super) fn prove(&self, data: &Data, loaded: &[Option<Loaded>], read: &[Change<'_>]) -> Result<()> {
        for (place, table) in data.frame.schema.tables.iter().enumerate().filter(|(_, table)| table.view.is_none()) {
            let Some((id, broken)) = data.offender(place) else { continue };
            let (codec, row) = (Codec::new(table), data.row(place, id).unwrap_or_default());
            let in_journal =
                read.iter().rev().find(|change| puts(change, &codec, row)).map(|change| (JOURNAL, change.line));
            let in_file = || {
                let file = loaded[place].as_ref()?;
                Some((&*file.name, line_of_row(&file.text, &codec, id)?))
            };
            let (name, line) = in_journal.or_else(in_file).unwrap_or((JOURNAL, 1));
            return Err(damaged(&*self.folder, name, line, &broken.to_string()).with_source(broken));
        }
        Ok(())
    }
}

/// Whether a transaction has made a row what it is.
fn puts(change: &Change<'_>, codec: &Codec<'_>, row: &[Value]) -> bool {
    let mut found = false;
    let mut reader = Reader::new(change.tables);
    let _ = reader.object(|reader, name| {
        if name != codec.table.name {
            return reader.raw().map(drop);
        }
        reader.object(|reader, what| match &*what {
            "put" => reader.array(|reader| {
                found |= *codec.read_row(reader)?.1 == *row;
                Ok(())
            }),
            _ => reader.raw().map(drop),
        })
    });
    found
}

/// The line of a row in the file of its table.
fn line_of_row(text: &str, codec: &Codec<'_>, id: RowId) -> Option<usize> {
    let (mut at, mut last) = (None, 0);
    let mut reader = Reader::new(text);
    let _ = reader.object(|reader, name| {
        if name != "rows" {
            return reader.raw().map(drop);
        }
        reader.array(|reader| {
            reader.peek();
            let start = reader.at();
            let (number, _) = codec.read_row(reader)?;
            let own = number.unwrap_or(last + 1);
            last = last.max(own);
            if own == id {
                at = Some(start);
            }
            Ok(())
        })
    });
    at.map(|at| line_of(text, at))
}
