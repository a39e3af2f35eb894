//! A journal that grows → the rows as its last transaction left them.

use super::failure::{damaged, refused};
use super::folder::OpenFile;
use super::journal::{self, Line};
use super::json::{Fault, Reader};
use super::{Disk, JOURNAL, TORN};
use crate::error::Result;
use crate::file::memory::{Data, TableRows};
use querent_schema::Schema;
use std::sync::Arc;

/// How far the journal was read.
#[derive(Debug, Clone)]
pub(crate) struct Tail {
    pub(super) file: Arc<dyn OpenFile>,
    /// The last transaction before the journal begins.
    pub(super) after: u64,
    /// Where what was read ends.
    pub(super) end: u64,
    /// How many lines were read.
    pub(super) line: usize,
    /// The last transaction that the rows know of.
    pub(super) transaction: u64,
    /// The last one that stands in what was read of this journal, which may begin with some that are known from the one before it.
    pub(super) read: u64,
    /// Whether another journal has, or will have, the name of this one.
    pub(super) is_closed: bool,
    /// Whether it is sure that this journal has its name when the power comes back. Who has given it may have died, or failed, before that.
    pub(super) is_named: bool,
    pub(super) saved: Arc<Saved>,
    /// The number of changes that others had made when it was read; `None` where that is not known.
    pub(super) seen: Option<u64>,
}

/// What the files of the tables hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Saved {
    pub(super) schema: Option<Arc<Schema>>,
    pub(super) tables: Vec<Option<Arc<TableRows>>>,
    /// How large they are.
    pub(super) bytes: u64,
}

/// The lines of a piece of a journal that are whole, and where they end. What comes behind was torn when it was written.
pub(super) struct Lines<'b> {
    pub(super) whole: Vec<&'b str>,
    pub(super) end: usize,
}

impl Tail {
    /// The tables that a transaction has changed are not as their files have them.
    fn unsave(&mut self, data: &Data, has_schema: bool, tables: &str) -> std::result::Result<(), Fault> {
        let saved = Arc::make_mut(&mut self.saved);
        if has_schema {
            saved.schema = None;
        }
        let mut reader = Reader::new(tables);
        reader.object(|reader, name| {
            let place = data.frame.schema.tables.iter().position(|table| table.name == name);
            if let Some(table) = place.and_then(|place| saved.tables.get_mut(place)) {
                *table = None;
            }
            reader.raw().map(drop)
        })
    }
}

impl Disk {
    /// Reads what others have written since.
    ///
    /// # Errors
    /// When the journal cannot be read, or is not as it should be.
    pub(crate) fn refresh(&self, tail: &mut Tail, data: &mut Data) -> Result<()> {
        if self.is_current(tail) {
            return Ok(());
        }
        // What is done while the files are looked at is seen the next time.
        let seen = self.number();
        self.look(tail, data)?;
        tail.seen = seen;
        Ok(())
    }

    /// Whether nobody has written since.
    pub(crate) fn is_current(&self, tail: &Tail) -> bool {
        tail.seen.is_some() && !tail.is_closed && self.number() == tail.seen
    }

    fn look(&self, tail: &mut Tail, data: &mut Data) -> Result<()> {
        let length = tail.file.len().map_err(|error| refused(&*self.folder, "reading", JOURNAL, error))?;
        if length == tail.end && !tail.is_closed {
            return Ok(());
        }
        if length < tail.end {
            return self.reload(tail, data);
        }
        if length > tail.end {
            self.read_on(tail, data)?;
        }
        if tail.is_closed {
            self.read_successor(tail, data)?;
        }
        Ok(())
    }

    fn read_on(&self, tail: &mut Tail, data: &mut Data) -> Result<()> {
        let bytes = tail.file.read_from(tail.end).map_err(|error| refused(&*self.folder, "reading", JOURNAL, error))?;
        let lines = self.whole_lines(&bytes, tail.line)?;
        let (mut next, mut read) = (data.clone(), tail.clone());
        for line in lines.whole {
            read.line += 1;
            self.follow(&mut read, &mut next, line)?;
        }
        read.end += lines.end as u64;
        (*tail, *data) = (read, next);
        Ok(())
    }

    /// Does what a line says.
    fn follow(&self, tail: &mut Tail, data: &mut Data, line: &str) -> Result<()> {
        let at_line = tail.line;
        let fault = |fault: Fault| damaged(&*self.folder, JOURNAL, at_line, &fault.what);
        match journal::read(line).map_err(fault)? {
            Line::Transaction { number, schema, tables } => {
                self.check_order(tail, number)?;
                (tail.read, tail.is_closed) = (number, false);
                if number <= tail.transaction {
                    return tail.unsave(data, schema.is_some(), tables).map_err(fault);
                }
                journal::apply(data, schema, tables, |_| false).map_err(fault)?;
                tail.transaction = number;
            }
            Line::Closed => tail.is_closed = true,
            Line::Header { .. } => return Err(fault(Fault { at: 0, what: "a second journal begins here".to_owned() })),
        }
        Ok(())
    }

    pub(super) fn check_order(&self, tail: &Tail, number: u64) -> Result<()> {
        if number == tail.read + 1 {
            return Ok(());
        }
        let what = format!("transaction {number} stands behind transaction {}: a line is missing", tail.read);
        Err(damaged(&*self.folder, JOURNAL, tail.line, &what))
    }

    /// Goes on in the journal that has taken the name of this one, where it has.
    fn read_successor(&self, tail: &mut Tail, data: &mut Data) -> Result<()> {
        let (file, after, header) = self.open_journal()?;
        if after == tail.after {
            return Ok(());
        }
        if after > tail.transaction {
            return self.reload(tail, data);
        }
        // What the new journal begins with is known already, and is not in the files of the tables yet.
        let saved =
            Saved { schema: Some(Arc::clone(&data.frame.schema)), tables: saved(data), bytes: tail.saved.bytes };
        let saved = Arc::new(saved);
        let next = Tail {
            file,
            after,
            end: header,
            line: 1,
            read: after,
            is_closed: false,
            is_named: false,
            saved,
            seen: None,
            ..*tail
        };
        *tail = next;
        self.look(tail, data)
    }

    fn reload(&self, tail: &mut Tail, data: &mut Data) -> Result<()> {
        (*tail, *data) = self.load()?;
        Ok(())
    }

    /// Opens the journal, and tells after which transaction it begins and where its first line ends.
    pub(super) fn open_journal(&self) -> Result<(Arc<dyn OpenFile>, u64, u64)> {
        let failed = |error| refused(&*self.folder, "opening", JOURNAL, error);
        let file = self.folder.open(JOURNAL, self.lock.is_some()).map_err(failed)?;
        let bytes = file.read_from(0).map_err(failed)?;
        let (after, end) = self.read_header(&bytes)?;
        Ok((file.into(), after, end))
    }

    pub(super) fn read_header(&self, bytes: &[u8]) -> Result<(u64, u64)> {
        let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
        let wrong = |what: &str| damaged(&*self.folder, JOURNAL, 1, what);
        let line = std::str::from_utf8(&bytes[..end]).map_err(|_| wrong("it is no text"))?;
        match journal::read(line) {
            Ok(Line::Header { after }) if journal::is_whole(line.as_bytes()) => Ok((after, end as u64)),
            Err(fault) if fault.what.contains("version") => Err(wrong(&fault.what)),
            _ => Err(wrong("this is not how a journal begins")),
        }
    }

    /// The lines that are whole. One that is not may only be followed by others that are not.
    ///
    /// # Errors
    /// When a line was damaged after it had been written.
    pub(super) fn whole_lines<'b>(&self, bytes: &'b [u8], before: usize) -> Result<Lines<'b>> {
        let mut lines = Lines { whole: Vec::new(), end: 0 };
        let mut torn = None;
        for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let number = before + number + 1;
            match std::str::from_utf8(line).ok().filter(|_| journal::is_whole(line)) {
                Some(line) if torn.is_none() => {
                    lines.whole.push(line);
                    lines.end += line.len();
                }
                Some(_) => {
                    let what = "its checksum does not agree with it, and whole lines stand behind it: it was changed or damaged, or, if the store \
                                was written with `sync=off`, lost with the power; then `sync=off` opens it without what stands from there on";
                    return Err(damaged(&*self.folder, JOURNAL, torn.unwrap_or(number), what));
                }
                // What was not brought to the disk before the power was lost is a hole, and so is all behind it.
                None if !self.sync && line.contains(&0) => return Ok(lines),
                None => torn = torn.or(Some(number)),
            }
        }
        Ok(lines)
    }

    /// Refuses what stands behind the last whole line, where it is not what remains of a transaction that was broken off while it was written: the
    /// beginning of a line, or one with a hole.
    ///
    /// # Errors
    /// When a line was damaged after it had been written.
    pub(super) fn check_torn(&self, torn: &[u8], number: usize) -> Result<()> {
        let has_hole = torn.windows(2).any(|two| two == [0, 0]) || !self.sync && torn.contains(&0);
        let ends_otherwise = || {
            let line = torn.split_last().map(|(_, line)| [line, b"\n"].concat());
            line.is_some_and(|line| journal::is_whole(&line))
        };
        if has_hole || !torn.contains(&b'\n') && !ends_otherwise() {
            return Ok(());
        }
        let what = "its checksum does not agree with it, and it was not broken off: it was changed or damaged; without the line its transaction is gone";
        Err(damaged(&*self.folder, JOURNAL, number, what))
    }

    /// Writes behind the last whole line. What is torn there is kept in a file of its own.
    pub(super) fn append(&self, tail: &Tail, bytes: &[u8], sync: bool) -> Result<()> {
        let failed = |error| refused(&*self.folder, "writing", JOURNAL, error);
        if tail.file.len().map_err(failed)? > tail.end {
            let torn = tail.file.read_from(tail.end).map_err(failed)?;
            // Nothing of it was acknowledged; that it can be looked at is a courtesy.
            let _ = self.folder.write(TORN, &torn);
            // What was torn must not be found again behind what takes its place.
            tail.file.truncate(tail.end).and_then(|()| tail.file.sync()).map_err(failed)?;
        }
        let written = tail.file.append(tail.end, bytes).and_then(|()| if sync { tail.file.sync() } else { Ok(()) });
        written.map_err(|error| {
            // If this fails, too, the line is torn, or it is whole and was made nevertheless: both are looked for by the next one.
            let _ = tail.file.truncate(tail.end).and_then(|()| tail.file.sync());
            failed(error)
        })
    }
}

/// The rows of all tables as they are, for knowing which were changed since.
pub(super) fn saved(data: &Data) -> Vec<Option<Arc<TableRows>>> {
    data.tables.iter().map(|table| Some(Arc::clone(table))).collect()
}
