//! A place and a mode → an open connection, set up in the one way that the rest relies on; or why it cannot be opened.

use super::Options;
use super::connection::Connection;
use super::failure::{code_of, failed, is_busy};
use super::functions;
use super::watch::{INSTRUCTIONS, Watch};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::url::{Mode, Place};
use rusqlite::config::DbConfig;
use rusqlite::{OpenFlags, ffi};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long another connection is given to turn the write-ahead log on before the next look.
const PAUSE: Duration = Duration::from_millis(1);

/// Opens a connection. It may wait for a lock up to the busy timeout, so it is called where that is allowed.
pub(super) fn open(options: &Options) -> Result<Connection> {
    let opened = open_plain(options).and_then(|connection| set_up(options, connection));
    opened.map_err(|error| explain(options, &error))
}

/// Opens a connection without any of our settings.
pub(super) fn open_plain(options: &Options) -> rusqlite::Result<rusqlite::Connection> {
    let access = match options.mode {
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    // A connection is used by one thread at a time, so the library need not lock it.
    rusqlite::Connection::open_with_flags(path(&options.place), access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn path(place: &Place) -> PathBuf {
    match place {
        Place::Memory => ":memory:".into(),
        // SQLite reads names that begin so as URIs.
        Place::File(path) if path.starts_with(":memory:") || path.to_string_lossy().starts_with("file:") => {
            Path::new(".").join(path)
        }
        Place::File(path) => path.clone(),
    }
}

fn set_up(options: &Options, mut connection: rusqlite::Connection) -> rusqlite::Result<Connection> {
    connection.busy_timeout(options.busy_timeout)?;
    // The first look at the file: here it turns out when it is no database.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(()))?;
    let journal = journal_mode(options, &connection)?;
    connection.execute_batch(match journal.as_str() {
        "wal" => "PRAGMA synchronous = NORMAL",
        // Without a write-ahead log what does not fit into the cache would wait for the disk before the commit does.
        _ => "PRAGMA cache_spill = OFF",
    })?;
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON")?;
    // A column that a table lacks is an error; by default SQLite takes its quoted name for a text, and `delete … where not "gone"` for all rows.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Without it a statement is prepared again whenever a limit or a pattern takes another value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    functions::register(&connection)?;
    // From here on nobody waits for a lock inside of SQLite.
    connection.busy_timeout(Duration::ZERO)?;
    let watch = Arc::new(Watch::new());
    let progress = Arc::clone(&watch);
    connection.progress_handler(INSTRUCTIONS, Some(move || progress.report()))?;
    let commits = Arc::clone(&watch);
    connection.wal_hook(Some(move |_: &mut _, pages| {
        commits.committed(pages);
        Ok(())
    }))?;
    let commit_syncs = !matches!(journal.as_str(), "wal" | "memory" | "off");
    Ok(Connection::new(connection, watch, commit_syncs, options.statements))
}

/// Turns the write-ahead log on where the file can be written, and tells which journal there is.
fn journal_mode(options: &Options, connection: &rusqlite::Connection) -> rusqlite::Result<String> {
    let ask = || connection.query_row("PRAGMA journal_mode", [], |row| row.get(0));
    if options.mode == Mode::Read {
        return ask();
    }
    let since = Instant::now();
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)) {
            // Such a file can still be read; a write says what is wrong.
            Err(error) if code_of(&error) & 0xFF == ffi::SQLITE_READONLY => return ask(),
            // SQLite does not wait when another connection does the same just now.
            Err(error) if is_busy(code_of(&error)) && since.elapsed() < options.busy_timeout => sleep(PAUSE),
            mode => return mode,
        }
    }
}

/// Looks at the file system for what SQLite does not tell.
fn explain(options: &Options, error: &rusqlite::Error) -> Error {
    let (code, said) = (code_of(error), failed(error));
    let Place::File(path) = &options.place else { return said };
    let shown = path.display();
    let connection = |text: String| Error::new(ErrorKind::Connection, text);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match code & 0xFF {
        ffi::SQLITE_NOTADB => connection(format!("`{shown}` is no SQLite database")),
        ffi::SQLITE_CORRUPT => connection(format!("`{shown}` is damaged: restore it from a backup")),
        ffi::SQLITE_FULL => connection(format!("the disk of `{shown}` is full: make room and try again"))
            .with_condition(Condition::Full),
        ffi::SQLITE_READONLY => connection(format!(
            "`{shown}` or its folder cannot be written: open it with `?mode=ro`, or change the permissions"
        ))
        .with_condition(Condition::ReadOnly),
        ffi::SQLITE_CANTOPEN if path.is_dir() => connection(format!("`{shown}` is a folder: name a file in it")),
        ffi::SQLITE_CANTOPEN if file_for_folder(path).is_some() => {
            let file = file_for_folder(path).unwrap_or(path).display();
            connection(format!("`{shown}` cannot be opened: `{file}` is a file, not a folder"))
        }
        ffi::SQLITE_CANTOPEN if folder.is_some_and(|folder| !folder.exists()) => {
            let folder = folder.unwrap_or(path).display();
            connection(format!("`{shown}` cannot be opened: the folder `{folder}` does not exist; make it first"))
        }
        ffi::SQLITE_CANTOPEN if !path.exists() && options.mode != Mode::Create => {
            connection(format!("there is no file `{shown}`; opened with `mode=rwc`, which is the default, it is made"))
        }
        ffi::SQLITE_CANTOPEN if !path.exists() => {
            connection(format!("`{shown}` is missing and cannot be made: may this process write its folder?"))
        }
        ffi::SQLITE_CANTOPEN => {
            connection(format!("`{shown}` cannot be opened: may this process read the file and write its folder?"))
        }
        _ => return said,
    }
    .with_source(said)
}

/// A file that stands in a path where a folder should.
fn file_for_folder(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|ancestor| ancestor.is_file())
}
