//! Rows that were read from files → proof that they keep the rules of their tables, or those that do not, each with its file and line.

use super::codec::Codec;
use super::failure::{line_of, unlawful};
use super::json::Reader;
use super::load::{Change, Loaded};
use super::{Disk, JOURNAL};
use crate::error::Result;
use crate::file::execute::{RowId, View};
use crate::file::memory::{Data, Offenders};
use crate::file::value::Value;

impl Disk {
    /// Refuses rows that break a rule of their table.
    ///
    /// # Errors
    /// With the file and the line of each, up to so many.
    pub(super) fn prove(&self, data: &Data, mut loaded: Vec<Option<Loaded>>, read: &[Change<'_>]) -> Result<()> {
        let (mut broken, mut offenders) = (Vec::new(), Offenders::default());
        let is_whole = |table: usize| loaded[table].as_ref().is_none_or(|loaded| loaded.unkeyed.is_empty());
        let tables = data.frame.schema.tables.iter().enumerate();
        for (place, _) in tables.filter(|(_, table)| table.view.is_none()) {
            data.prove(place, &is_whole, &mut offenders);
        }
        for Loaded { name, text, unkeyed, .. } in loaded.iter_mut().flatten() {
            let unkeyed = std::mem::take(unkeyed).into_iter();
            broken.extend(unkeyed.map(|(at, error)| (name.clone(), line_of(text, at), error)));
        }
        for (place, id, error) in offenders.told {
            let (codec, row) = (Codec::new(&data.frame.schema.tables[place]), data.row(place, id).unwrap_or_default());
            let in_journal = read.iter().rev().find(|change| puts(change, &codec, row));
            let in_file = || {
                let file = loaded[place].as_ref()?;
                Some((file.name.clone(), line_of_row(&file.text, &codec, id)?))
            };
            let in_journal = in_journal.map(|change| (JOURNAL.to_owned(), change.line));
            let (name, line) = in_journal.or_else(in_file).unwrap_or_else(|| (JOURNAL.to_owned(), 1));
            broken.push((name, line, error));
        }
        broken.sort_by(|(one, line, _), (other, other_line, _)| (one, line).cmp(&(other, other_line)));
        match broken.is_empty() {
            true => Ok(()),
            false => Err(unlawful(&*self.folder, broken, offenders.others)),
        }
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
            let (number, row) = codec.read_row(reader)?;
            let Some(own) = codec.number_of(&row).or(number).or_else(|| codec.next_number(last)) else {
                return Ok(());
            };
            last = last.max(own);
            if own == id {
                at = Some(start);
            }
            Ok(())
        })
    });
    at.map(|at| line_of(text, at))
}
