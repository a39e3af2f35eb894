//! A statement on a connection → rows handed to a sink, until the end or until something else must happen first.

use super::connection::Connection;
use super::failure::{failure, is_busy, violation};
use super::foreign_key;
use super::raw::Stepped;
use crate::answer::{Flow, Sink};
use crate::decode::{RowReader, Source};
use crate::error::{Error, Result};
use crate::params::Params;
use crate::statement::{Role, Statement};
use rusqlite::ffi;

/// How far an execution has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// To its end.
    Done,
    /// Rows are left; it goes on where it stands.
    Paused,
    /// It has taken long; it goes on where it stands, on a thread.
    Overrun,
    /// It has taken too long and was undone; it begins anew, on a thread.
    Interrupted,
    /// Another connection holds a lock; nothing was done, and it begins anew later.
    Busy,
}

/// Runs a statement from its beginning, in a transaction when it has several steps.
///
/// # Safety
/// `params`, or what they were moved to, are there as long as the connection runs the statement: until it is
/// [finished](Connection::finish), or never [resumed](resume) again.
pub(super) unsafe fn run(
    connection: &mut Connection,
    statement: &'static Statement,
    params: &Params<'_>,
    sink: &mut dyn Sink,
) -> Result<Ran> {
    if let [_] = super::steps(statement) {
        // SAFETY: the caller answers for the parameters.
        unsafe { connection.start(statement, 0, params.as_slice(), 1) }.map_err(|error| error.of(statement))?;
        return resume(connection, statement, sink);
    }
    // SAFETY: the caller answers for the parameters.
    unsafe { run_steps(connection, statement, params, sink) }
}

/// Goes on with a statement that was started, where it stands.
pub(super) fn resume(connection: &mut Connection, statement: &'static Statement, sink: &mut dyn Sink) -> Result<Ran> {
    loop {
        match connection.step() {
            Stepped::Row => match give_row(connection, statement, sink)? {
                // All that a statement writes is written before it gives its first row.
                Flow::Enough => break,
                Flow::Pause => return Ok(Ran::Paused),
                Flow::More if connection.watch.has_overrun() => return Ok(Ran::Overrun),
                Flow::More => {}
            },
            Stepped::Done => break,
            Stepped::Failed(code) => return failed(connection, code, statement, sink),
        }
    }
    if connection.columns() == 0 {
        sink.changed(connection.changes());
    }
    match connection.complete() {
        Ok(()) => Ok(Ran::Done),
        Err(code) => failed(connection, code, statement, sink),
    }
}

fn give_row(connection: &mut Connection, statement: &'static Statement, sink: &mut dyn Sink) -> Result<Flow> {
    let Some(row) = connection.row() else { return Ok(Flow::Enough) };
    let mut reader = RowReader::new(Source::Sqlite(row));
    match sink.row(statement, &mut reader) {
        Ok(flow) => {
            let bytes = reader.bytes();
            connection.watch.has_read(bytes);
            Ok(flow)
        }
        Err(misfit) => {
            let error = misfit.locate(statement, &reader);
            connection.undo();
            Err(error)
        }
    }
}

#[cold]
fn failed(connection: &mut Connection, code: i32, statement: &'static Statement, sink: &mut dyn Sink) -> Result<Ran> {
    let error = connection.failure(code);
    connection.finish();
    if is_busy(code) {
        sink.clear();
        return Ok(Ran::Busy);
    }
    if code & 0xFF == ffi::SQLITE_INTERRUPT && connection.watch.is_limited() {
        sink.clear();
        return Ok(Ran::Interrupted);
    }
    if code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY {
        let constraint = foreign_key::violated(&connection.inner, statement);
        return Err(violation(constraint, "").with_source(error).of(statement));
    }
    Err(error.of(statement))
}

/// # Safety
/// As [`run`].
unsafe fn run_steps(
    connection: &mut Connection,
    statement: &'static Statement,
    params: &Params<'_>,
    sink: &mut dyn Sink,
) -> Result<Ran> {
    let frame = if !connection.is_autocommit() {
        &INSIDE
    } else if statement.writes.is_empty() {
        &READING
    } else {
        &WRITING
    };
    if command(connection, frame.begin)? == Ran::Busy {
        return Ok(Ran::Busy);
    }
    // SAFETY: the caller answers for the parameters.
    let mut ran = unsafe { each_step(connection, statement, params, sink) };
    if let Ok(Ran::Done) = ran {
        ran = command(connection, frame.end);
    }
    if !matches!(ran, Ok(Ran::Done)) {
        sink.clear();
        undo(connection, frame.undo);
    }
    ran
}

/// Undoes steps; where that fails, the whole transaction.
pub(super) fn undo(connection: &mut Connection, texts: &[&str]) {
    let undone = texts.iter().try_for_each(|text| connection.command(text));
    if undone.is_err() && !connection.is_autocommit() {
        // Should this fail, too, whoever gives the connection back finds the transaction open, and closes it.
        let _ = connection.command("ROLLBACK");
    }
}

/// The texts around the steps of a statement.
struct Frame {
    begin: &'static str,
    end: &'static str,
    undo: &'static [&'static str],
}

const READING: Frame = Frame { begin: "BEGIN", end: "COMMIT", undo: &["ROLLBACK"] };
const WRITING: Frame = Frame { begin: "BEGIN IMMEDIATE", ..READING };
/// In a transaction that goes on.
const INSIDE: Frame = Frame {
    begin: "SAVEPOINT querent_steps",
    end: "RELEASE querent_steps",
    undo: &["ROLLBACK TO querent_steps", "RELEASE querent_steps"],
};

/// # Safety
/// As [`run`].
unsafe fn each_step(
    connection: &mut Connection,
    statement: &'static Statement,
    params: &Params<'_>,
    sink: &mut dyn Sink,
) -> Result<Ran> {
    for (number, step) in super::steps(statement).iter().enumerate() {
        // SAFETY: the caller answers for the parameters.
        unsafe { connection.start(statement, number as u16, params.as_slice(), 1) }
            .map_err(|error| error.of(statement))?;
        let ignore: &mut dyn Sink = &mut crate::answer::Nothing;
        let ran = resume(connection, statement, if step.role == Role::Answer { &mut *sink } else { ignore })?;
        if ran != Ran::Done {
            return Ok(ran);
        }
    }
    Ok(Ran::Done)
}

/// BEGIN, COMMIT and ROLLBACK.
pub(super) fn command(connection: &mut Connection, text: &str) -> Result<Ran> {
    match connection.command(text) {
        Ok(()) => Ok(Ran::Done),
        Err(code) if is_busy(code) => Ok(Ran::Busy),
        Err(code) => Err(connection.failure(code)),
    }
}

/// A lock was met where none can be waited for.
pub(super) fn locked() -> Error {
    failure(ffi::SQLITE_BUSY, "database is locked".to_owned())
}
