//! The files of a folder → the rows of a store, each proven to keep the rules of its table.

use super::codec::Codec;
use super::failure::{busy, damaged, misread, refused};
use super::journal::{self, Line, VERSION, apply, read_schema, too_new};
use super::json::{Fault, Reader};
use super::tail::{Saved, Tail};
use super::{Disk, JOURNAL, SCHEMA, file_of};
use crate::error::{Error, Result};
use crate::file::memory::Data;
use crate::file::pages::{Filling, Pages};
use crate::file::value::Value;
use querent_schema::{Schema, nearest};
use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a folder is read anew because another process puts its files in order meanwhile.
const TRIES: usize = 50;

/// A file of a table, or of the schema.
#[derive(Default)]
struct Document {
    transaction: u64,
    counted: i64,
    rows: Option<Pages>,
    /// Rows that have no key, or that of another one, with their places.
    unkeyed: Vec<(usize, Error)>,
    schema: Option<Arc<Schema>>,
}

/// A table, as its file holds it.
pub(super) struct Loaded {
    pub(super) name: String,
    pub(super) text: String,
    /// Rows that have no key, or that of another one, with their places.
    pub(super) unkeyed: Vec<(usize, Error)>,
    transaction: u64,
}

impl Disk {
    /// Reads all files.
    ///
    /// # Errors
    /// When one cannot be read, or is not as it should be: with its name, the line, and what is wrong.
    pub(super) fn load(&self) -> Result<(Tail, Data)> {
        if !self.exists(JOURNAL)? {
            self.begin()?;
        }
        for _ in 0..TRIES {
            let (file, after, header) = self.open_journal()?;
            let loaded = self.load_behind(file, after, header);
            // While the tables were read, another process may have taken the journal into them.
            if self.open_journal()?.1 == after {
                return loaded;
            }
        }
        Err(refused(&*self.folder, "reading", JOURNAL, io::Error::other("another process writes it all the time")))
    }

    /// Makes the journal of a folder that has none.
    fn begin(&self) -> Result<()> {
        if self.lock.is_none() {
            return Err(refused(&*self.folder, "opening", JOURNAL, io::ErrorKind::NotFound.into()));
        }
        // Another process may do the same in this moment; whoever comes second finds the journal.
        let until = Instant::now() + self.busy_timeout;
        while !self.try_lock()? {
            if Instant::now() > until {
                return Err(busy());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let made = self.exists(JOURNAL).and_then(|exists| if exists { Ok(()) } else { self.begin_locked() });
        if let Some(lock) = &self.lock {
            lock.unlock();
        }
        made
    }

    fn begin_locked(&self) -> Result<()> {
        let mut last = 0;
        if let Some(text) = self.text(SCHEMA)? {
            let schema = self.document(SCHEMA, &text, None)?;
            last = schema.transaction;
            for table in schema.schema.iter().flat_map(|schema| &*schema.tables) {
                let name = file_of(&table.name);
                if let Some(text) = self.text(&name)? {
                    last = last.max(self.document(&name, &text, Some(&Codec::new(table)))?.transaction);
                }
            }
        }
        self.begin_journal(last)
    }

    fn load_behind(&self, file: Arc<dyn super::folder::OpenFile>, after: u64, header: u64) -> Result<(Tail, Data)> {
        let schema_text = self.text(SCHEMA)?;
        let described = match &schema_text {
            Some(text) => self.document(SCHEMA, text, None)?,
            None if after > 0 => {
                return Err(damaged(&*self.folder, SCHEMA, 1, "it is missing, and the journal begins behind it"));
            }
            None => Document::default(),
        };
        let tables = described.schema.iter().flat_map(|schema| &*schema.tables).filter(|table| table.view.is_none());
        let mut texts = Vec::new();
        for table in tables {
            let name = file_of(&table.name);
            let text = self.text(&name)?.ok_or_else(|| {
                let what = "it is missing; to empty the table, write `{\"rows\": []}`";
                damaged(&*self.folder, &name, 1, what)
            })?;
            texts.push((name, text));
        }
        // The journal is read last, so that it knows all that the tables know.
        let bytes = file.read_from(header).map_err(|error| refused(&*self.folder, "reading", JOURNAL, error))?;
        let lines = self.whole_lines(&bytes, 1)?;
        let saved = Arc::new(Saved { schema: described.schema.clone(), ..Saved::default() });
        let mut tail = Tail {
            file,
            after,
            end: header,
            line: 1,
            transaction: after,
            read: after,
            is_closed: false,
            is_named: false,
            saved,
            seen: None,
        };
        let read = self.read_lines(&lines.whole, &mut tail)?;
        tail.end += lines.end as u64;
        if lines.end < bytes.len() {
            self.check_torn(&bytes[lines.end..], tail.line + 1)?;
            tracing::warn!(
                file = %self.folder.shown(JOURNAL),
                bytes = bytes.len() - lines.end,
                "the journal ends with a transaction that was broken off while it was written; it is left out"
            );
        }
        let schema = last_schema(&read, described.transaction).or(described.schema).unwrap_or_default();
        let (data, loaded) = self.build(&schema, texts, &mut tail)?;
        let data = self.replay(data, &read, &loaded)?;
        self.prove(&data, loaded, &read)?;
        Ok((tail, data))
    }

    fn read_lines<'l>(&self, lines: &[&'l str], tail: &mut Tail) -> Result<Vec<Change<'l>>> {
        let mut read = Vec::new();
        for line in lines {
            tail.line += 1;
            match journal::read(line).map_err(|fault| damaged(&*self.folder, JOURNAL, tail.line, &fault.what))? {
                Line::Transaction { number, schema, tables } => {
                    self.check_order(tail, number)?;
                    (tail.transaction, tail.read, tail.is_closed) = (number, number, false);
                    read.push(Change { number, schema, tables, line: tail.line });
                }
                Line::Closed => tail.is_closed = true,
                Line::Header { .. } => {
                    return Err(damaged(&*self.folder, JOURNAL, tail.line, "a second journal begins here"));
                }
            }
        }
        Ok(read)
    }

    /// The rows of the files.
    fn build(
        &self,
        schema: &Arc<Schema>,
        texts: Vec<(String, String)>,
        tail: &mut Tail,
    ) -> Result<(Data, Vec<Option<Loaded>>)> {
        let mut data = Data::new(Arc::clone(schema));
        let mut loaded: Vec<Option<Loaded>> = schema.tables.iter().map(|_| None).collect();
        let saved = Arc::make_mut(&mut tail.saved);
        saved.tables = vec![None; schema.tables.len()];
        for (name, text) in texts {
            let place = schema.tables.iter().position(|table| file_of(&table.name) == name);
            let Some(place) = place else { continue };
            let document = self.document(&name, &text, Some(&Codec::new(&schema.tables[place])))?;
            let transaction = document.transaction;
            if transaction > tail.transaction {
                let what = format!(
                    "it ends with transaction {}, and `{name}` knows transaction {transaction}: lines are missing",
                    tail.transaction
                );
                return Err(damaged(&*self.folder, JOURNAL, tail.line, &what));
            }
            if let Some(rows) = document.rows {
                data.fill(place, data.generate(place, rows), document.counted);
            }
            saved.bytes += text.len() as u64;
            // One that is of an older form is written anew.
            if saved.schema.as_ref().is_some_and(|saved| Arc::ptr_eq(saved, schema)) {
                saved.tables[place] = Some(Arc::clone(&data.tables[place]));
            }
            loaded[place] = Some(Loaded { name, text, unkeyed: document.unkeyed, transaction });
        }
        Ok((data, loaded))
    }

    fn replay(&self, mut data: Data, read: &[Change<'_>], loaded: &[Option<Loaded>]) -> Result<Data> {
        for change in read {
            let is_known =
                |place: usize| loaded[place].as_ref().is_some_and(|table| change.number <= table.transaction);
            apply(&mut data, None, change.tables, is_known)
                .map_err(|fault| damaged(&*self.folder, JOURNAL, change.line, &fault.what))?;
        }
        Ok(data)
    }

    fn exists(&self, name: &str) -> Result<bool> {
        match self.folder.open(name, false) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(refused(&*self.folder, "opening", name, error)),
        }
    }

    /// A file as text; `None` where there is none.
    fn text(&self, name: &str) -> Result<Option<String>> {
        match self.folder.read(name) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|error| {
                let before = error.as_bytes()[..error.utf8_error().valid_up_to()].iter();
                let line = 1 + before.filter(|byte| **byte == b'\n').count();
                damaged(&*self.folder, name, line, "it is no text in UTF-8")
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(&*self.folder, "reading", name, error)),
        }
    }

    fn document(&self, name: &str, text: &str, codec: Option<&Codec<'_>>) -> Result<Document> {
        read_document(text, codec).map_err(|fault| misread(&*self.folder, name, text, &fault))
    }
}

/// A transaction of the journal.
pub(super) struct Change<'l> {
    number: u64,
    schema: Option<Arc<Schema>>,
    pub(super) tables: &'l str,
    pub(super) line: usize,
}

fn last_schema(read: &[Change<'_>], known: u64) -> Option<Arc<Schema>> {
    read.iter().rev().filter(|change| change.number > known).find_map(|change| change.schema.clone())
}

fn read_document(text: &str, codec: Option<&Codec<'_>>) -> std::result::Result<Document, Fault> {
    let (mut document, mut given) = (Document::default(), Vec::new());
    let mut reader = Reader::new(text);
    reader.object(|reader, name| {
        if given.contains(&name) {
            return Err(reader.fault(format!("`{name}` is given twice")));
        }
        match (&*name, codec) {
            ("querent", _) => {
                let version: u32 = reader.whole()?;
                if version > VERSION {
                    return Err(reader.fault(too_new(version)));
                }
            }
            ("transaction", _) => document.transaction = reader.whole()?,
            ("counted", Some(_)) => document.counted = reader.whole()?,
            ("table", Some(codec)) => {
                let name = reader.string()?;
                if name != codec.table.name {
                    return Err(reader.fault(format!("this is the file of the table `{name}`")));
                }
            }
            ("tables", None) => document.schema = Some(read_schema(reader)?),
            ("rows", Some(codec)) => {
                let (rows, unkeyed) = read_rows(reader, codec)?;
                (document.rows, document.unkeyed) = (Some(rows), unkeyed);
            }
            _ => {
                let members = ["querent", "table", "transaction", "counted", "rows", "tables"];
                let near = nearest(&name, members).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Err(reader.fault(format!("`{name}` is nothing that the file has{near}")));
            }
        }
        given.push(name);
        Ok(())
    })?;
    reader.end()?;
    let (what, is_there) = match codec {
        Some(_) => ("rows", document.rows.is_some()),
        None => ("tables", document.schema.is_some()),
    };
    if is_there { Ok(document) } else { Err(reader.fault(format!("`{what}` is missing"))) }
}

/// Rows, and what is wrong with those that have no number, or that of another one.
type ReadRows = (Pages, Vec<(usize, Error)>);

fn read_rows(reader: &mut Reader<'_>, codec: &Codec<'_>) -> std::result::Result<ReadRows, Fault> {
    let start = reader.clone();
    let width = codec.table.columns.len();
    let (mut rows, mut unkeyed, mut last) = (Filling::new(width), Vec::new(), 0);
    let mut row = vec![Value::Null; width];
    reader.array(|reader| {
        reader.peek();
        let at = reader.at();
        let number = codec.read_into(reader, &mut row)?;
        let Some(id) = codec.number_of(&row).or(number).or_else(|| codec.next_number(last)) else {
            row.fill(Value::Null);
            unkeyed.push((at, codec.keyless()));
            return Ok(());
        };
        if id == 0 && codec.is_numbered() {
            return Err(Fault { at, what: "rows are numbered from 1".to_owned() });
        }
        last = last.max(id);
        rows.add(id, row.iter_mut().map(|value| std::mem::replace(value, Value::Null)));
        Ok(())
    })?;
    let (rows, has_duplicates) = rows.finish();
    if has_duplicates {
        unkeyed.extend(read_duplicates(start, codec)?);
    }
    Ok((rows, unkeyed))
}

/// The rows whose key or number a row before them has.
fn read_duplicates(mut reader: Reader<'_>, codec: &Codec<'_>) -> std::result::Result<Vec<(usize, Error)>, Fault> {
    let (mut seen, mut duplicates, mut last) = (HashSet::new(), Vec::new(), 0);
    reader.array(|reader| {
        reader.peek();
        let at = reader.at();
        let (number, row) = codec.read_row(reader)?;
        let Some(id) = codec.number_of(&row).or(number).or_else(|| codec.next_number(last)) else { return Ok(()) };
        last = last.max(id);
        if !seen.insert(id) {
            duplicates.push((at, codec.duplicate(id)));
        }
        Ok(())
    })?;
    Ok(duplicates)
}
