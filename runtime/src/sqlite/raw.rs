//! The C library's prepared statements → a small safe face over them: the only module that calls it while queries run.

use crate::decode::ValueRef;
use rusqlite::ffi;
use std::ffi::{CStr, c_int};
use std::marker::PhantomData;
use std::ptr::NonNull;

/// A prepared statement that is finalized when it is dropped, which must be before its connection closes.
#[derive(Debug)]
pub(super) struct Prepared {
    handle: Handle,
    /// For each placeholder, in order, the parameter that is bound to it.
    pub(super) order: Box<[u32]>,
}

/// A prepared statement that something else owns. Whoever calls its methods answers for it not being finalized.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle {
    statement: NonNull<ffi::sqlite3_stmt>,
    /// How many columns its rows have; 0 when it gives none.
    pub(super) columns: u16,
}

/// What one step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stepped {
    Row,
    Done,
    /// An extended result code other than these.
    Failed(c_int),
}

impl Prepared {
    /// Prepares a text for many executions. Fails with an extended result code.
    ///
    /// # Safety
    /// `db` is open, used by this thread alone, and stays open longer than what is returned.
    pub(super) unsafe fn new(db: *mut ffi::sqlite3, text: &str, order: Vec<u32>) -> Result<Prepared, c_int> {
        let length = c_int::try_from(text.len()).map_err(|_| ffi::SQLITE_TOOBIG)?;
        let mut statement = std::ptr::null_mut();
        let flags = ffi::SQLITE_PREPARE_PERSISTENT;
        // SAFETY: the connection is open; text and length describe a readable buffer; no tail is asked for.
        let code = unsafe {
            let start = text.as_ptr().cast();
            ffi::sqlite3_prepare_v3(db, start, length, flags, &raw mut statement, std::ptr::null_mut())
        };
        if code != ffi::SQLITE_OK {
            return Err(code);
        }
        let statement = NonNull::new(statement).ok_or(ffi::SQLITE_MISUSE)?;
        // SAFETY: it was just prepared.
        let columns = unsafe { ffi::sqlite3_column_count(statement.as_ptr()) };
        let columns = u16::try_from(columns).map_err(|_| ffi::SQLITE_TOOBIG)?;
        Ok(Prepared { handle: Handle { statement, columns }, order: order.into() })
    }

    pub(super) fn handle(&self) -> Handle {
        self.handle
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // SAFETY: it is not finalized yet, and by the contract of `new` its connection is open.
        unsafe { ffi::sqlite3_finalize(self.handle.statement.as_ptr()) };
    }
}

impl Handle {
    /// Binds a placeholder, counted from 1. Gives a result code.
    ///
    /// # Safety
    /// The statement lives and does not run; a text or bytes bound by `Value::Kept` stay readable until another step can no longer come.
    pub(super) unsafe fn bind(self, index: c_int, value: Value<'_>) -> c_int {
        let statement = self.statement.as_ptr();
        let (kept, copied) = (ffi::SQLITE_STATIC(), ffi::SQLITE_TRANSIENT());
        let utf8 = ffi::SQLITE_UTF8 as u8;
        // SAFETY: pointers and lengths come from slices; what is not copied outlives the steps, as the caller answers for. The
        // pointer of an empty slice is not null, so that an empty value does not become NULL.
        unsafe {
            match value {
                Value::Null => ffi::sqlite3_bind_null(statement, index),
                Value::Integer(value) => ffi::sqlite3_bind_int64(statement, index, value),
                Value::Float(value) => ffi::sqlite3_bind_double(statement, index, value),
                Value::KeptText(text) => {
                    ffi::sqlite3_bind_text64(statement, index, text.as_ptr().cast(), text.len() as u64, kept, utf8)
                }
                Value::CopiedText(text) => {
                    ffi::sqlite3_bind_text64(statement, index, text.as_ptr().cast(), text.len() as u64, copied, utf8)
                }
                Value::KeptBytes(bytes) => {
                    ffi::sqlite3_bind_blob64(statement, index, bytes.as_ptr().cast(), bytes.len() as u64, kept)
                }
            }
        }
    }

    /// Goes on to the next row.
    ///
    /// # Safety
    /// The statement lives, as does what was bound to it by `Kept…`; its connection is used by this thread alone.
    pub(super) unsafe fn step(self) -> Stepped {
        // SAFETY: the statement lives.
        match unsafe { ffi::sqlite3_step(self.statement.as_ptr()) } {
            ffi::SQLITE_ROW => Stepped::Row,
            ffi::SQLITE_DONE => Stepped::Done,
            code => Stepped::Failed(code),
        }
    }

    /// Ends the execution; what is bound stays bound and is not read. Gives the result code of the last step, or of what had to be done
    /// to end: a write that stood on a row is committed.
    ///
    /// # Safety
    /// The statement lives, and its connection is used by this thread alone.
    pub(super) unsafe fn reset(self) -> c_int {
        // SAFETY: the statement lives.
        unsafe { ffi::sqlite3_reset(self.statement.as_ptr()) }
    }

    /// The row that the last step gave.
    ///
    /// # Safety
    /// The statement lives, its last step gave a row, and it is neither stepped nor reset as long as `'r` lasts.
    pub(super) unsafe fn row<'r>(self) -> Row<'r> {
        Row { statement: self.statement, lives: PhantomData }
    }

    /// How often SQLite had to prepare it anew by itself.
    ///
    /// # Safety
    /// The statement lives.
    #[cfg(test)]
    pub(super) unsafe fn reprepared(self) -> c_int {
        // SAFETY: the statement lives; the counter is not set back.
        unsafe { ffi::sqlite3_stmt_status(self.statement.as_ptr(), ffi::SQLITE_STMTSTATUS_REPREPARE, 0) }
    }
}

/// What is bound to a placeholder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'v> {
    Null,
    Integer(i64),
    Float(f64),
    /// A text that stays where it is.
    KeptText(&'v str),
    /// A text in UTF-8 of which SQLite makes a copy.
    CopiedText(&'v [u8]),
    /// Bytes that stay where they are.
    KeptBytes(&'v [u8]),
}

/// A row as SQLite holds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'r> {
    statement: NonNull<ffi::sqlite3_stmt>,
    lives: PhantomData<&'r ()>,
}

impl<'r> Row<'r> {
    /// A column of it; NULL when there is no such column.
    #[inline]
    pub(crate) fn value(self, column: u16) -> ValueRef<'r> {
        // SAFETY: by the contract of `Handle::row` the statement stands on a row as long as `'r` lasts. The connection was opened
        // without mutexes and is used by one thread at a time, so the value may be read in place. Its text or bytes stay where they
        // are until the next step, for no function is called that converts them to another type.
        unsafe {
            let value = ffi::sqlite3_column_value(self.statement.as_ptr(), c_int::from(column));
            match ffi::sqlite3_value_type(value) {
                ffi::SQLITE_INTEGER => ValueRef::Integer(ffi::sqlite3_value_int64(value)),
                ffi::SQLITE_FLOAT => ValueRef::Float(ffi::sqlite3_value_double(value)),
                ffi::SQLITE_TEXT => {
                    let start = ffi::sqlite3_value_text(value);
                    let bytes = slice(start, ffi::sqlite3_value_bytes(value));
                    std::str::from_utf8(bytes).map_or(ValueRef::BrokenText(bytes), ValueRef::Text)
                }
                ffi::SQLITE_BLOB => {
                    let start = ffi::sqlite3_value_blob(value).cast();
                    ValueRef::Bytes(slice(start, ffi::sqlite3_value_bytes(value)))
                }
                _ => ValueRef::Null,
            }
        }
    }

    /// Whether a column of it is NULL.
    #[inline]
    pub(crate) fn is_null(self, column: u16) -> bool {
        // SAFETY: as in `value`.
        unsafe { ffi::sqlite3_column_type(self.statement.as_ptr(), c_int::from(column)) == ffi::SQLITE_NULL }
    }
}

/// # Safety
/// `start` is null, or `length` bytes can be read from there as long as `'r` lasts.
unsafe fn slice<'r>(start: *const u8, length: c_int) -> &'r [u8] {
    match usize::try_from(length) {
        // SAFETY: the caller answers for it.
        Ok(length) if !start.is_null() => unsafe { std::slice::from_raw_parts(start, length) },
        _ => &[],
    }
}

/// The text that goes with the last failure of a connection.
///
/// # Safety
/// `db` is open and used by this thread alone.
pub(super) unsafe fn message(db: *mut ffi::sqlite3) -> String {
    // SAFETY: the connection is open; SQLite's text ends with NUL and is copied before anything else is called.
    unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(db)).to_string_lossy().into_owned() }
}

/// How many rows the last INSERT, UPDATE or DELETE matched.
///
/// # Safety
/// `db` is open and used by this thread alone.
pub(super) unsafe fn changes(db: *mut ffi::sqlite3) -> u64 {
    // SAFETY: the connection is open.
    u64::try_from(unsafe { ffi::sqlite3_changes64(db) }).unwrap_or_default()
}

/// How many rows were changed since the connection was opened.
///
/// # Safety
/// `db` is open and used by this thread alone.
pub(super) unsafe fn total_changes(db: *mut ffi::sqlite3) -> u64 {
    // SAFETY: the connection is open.
    u64::try_from(unsafe { ffi::sqlite3_total_changes64(db) }).unwrap_or_default()
}

/// Makes the next step of whatever runs fail; without effect once nothing runs.
///
/// # Safety
/// `db` is open.
pub(super) unsafe fn interrupt(db: *mut ffi::sqlite3) {
    // SAFETY: the connection is open.
    unsafe { ffi::sqlite3_interrupt(db) };
}

/// Whether no transaction is open.
///
/// # Safety
/// `db` is open and used by this thread alone.
pub(super) unsafe fn is_autocommit(db: *mut ffi::sqlite3) -> bool {
    // SAFETY: the connection is open.
    unsafe { ffi::sqlite3_get_autocommit(db) != 0 }
}
