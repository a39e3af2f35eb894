//! What goes wrong with files → errors that say which file, what, and what can be done.

use super::folder::Folder;
use super::json::Fault;
use crate::error::{Condition, Error, ErrorKind};
use crate::file::memory::Offenders;
use std::io;
use std::time::Duration;

/// The operating system refuses something.
#[cold]
pub(crate) fn refused(folder: &dyn Folder, doing: &str, name: &str, error: io::Error) -> Error {
    let (reason, condition) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            ("the disk is full: make room and try again; nothing was changed", Condition::Full)
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ("this process may not do it: the folder is read-only for it", Condition::ReadOnly)
        }
        io::ErrorKind::NotFound => ("it is not there", Condition::None),
        _ => ("the operating system refused it", Condition::None),
    };
    let text = format!("{doing} `{}` failed: {reason} ({error})", folder.shown(name));
    Error::new(ErrorKind::Connection, text).with_condition(condition).with_source(error)
}

/// There is no folder of a store.
#[cold]
pub(crate) fn missing(folder: &dyn Folder, why: &str) -> Error {
    let text = format!("opening the folder `{}` failed: {why}", folder.shown(""));
    Error::new(ErrorKind::Connection, text)
}

/// A file does not hold what it should.
#[cold]
pub(crate) fn damaged(folder: &dyn Folder, name: &str, line: usize, what: &str) -> Error {
    let text = format!(
        "`{}`, line {line}: {what}. Nothing was changed: repair the line, or bring the file back from a copy",
        folder.shown(name)
    );
    Error::new(ErrorKind::Connection, text)
}

/// Rows break rules of their tables: each with its file, its line and the rule; and so many others, which are only counted.
#[cold]
pub(crate) fn unlawful(folder: &dyn Folder, mut rows: Vec<(String, usize, Error)>, others: usize) -> Error {
    let others = others + rows.len().saturating_sub(Offenders::TOLD);
    rows.truncate(Offenders::TOLD);
    if let ([(name, line, error)], 0) = (&rows[..], others) {
        return damaged(folder, name, *line, &error.to_string()).with_source(rows.remove(0).2);
    }
    let mut text = "rows break the rules of their tables. Nothing was changed: repair the lines, or bring the files back from a copy".to_owned();
    for (name, line, error) in &rows {
        text.push_str(&format!("\n  `{}`, line {line}: {error}", folder.shown(name)));
    }
    if others > 0 {
        text.push_str(&format!("\n  and {others} more"));
    }
    Error::new(ErrorKind::Connection, text).with_source(rows.remove(0).2)
}

/// A file is not the JSON that it should be.
#[cold]
pub(crate) fn misread(folder: &dyn Folder, name: &str, text: &str, fault: &Fault) -> Error {
    damaged(folder, name, line_of(text, fault.at), &fault.what)
}

/// The line of a place, counted from 1.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
}

/// The store may only be read.
#[cold]
pub(crate) fn read_only() -> Error {
    let text = "the store is read-only: it was opened so, or this process may not write the folder";
    Error::new(ErrorKind::Connection, text).with_condition(Condition::ReadOnly)
}

/// Another process keeps the right to write.
#[cold]
pub(crate) fn busy() -> Error {
    let text =
        "the store is locked by another connection: try again later, or give the lock more time by `busy_timeout`";
    Error::new(ErrorKind::Query, text).with_condition(Condition::Busy)
}

/// Another transaction of this process is open all the time.
#[cold]
pub(crate) fn no_turn(after: Duration) -> Error {
    let text = format!(
        "writes take turns, and the turn of this one did not come within {after:?}: raise `acquire_timeout`, or keep transactions \
         open for less long"
    );
    Error::new(ErrorKind::PoolTimeout, text)
}
