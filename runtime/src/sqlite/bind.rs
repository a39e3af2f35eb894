//! The parameters of a query → values bound to a prepared statement, in the one form in which SQLite holds each type.

use super::raw::{Handle, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::params::{Param, Simple};
use rusqlite::ffi;

/// Texts and bytes beyond this many take so long to copy that it is done on a thread.
const LARGE: usize = 256 * 1024;
/// Lists beyond this many values, likewise.
const LONG: usize = 2000;

/// Whether it takes long just to hand these parameters to SQLite.
pub(super) fn are_large(params: &[Param<'_>]) -> bool {
    params.iter().any(|param| match param {
        Param::Text(text) => text.len() > LARGE,
        Param::Json(text) => text.len() > LARGE,
        Param::Bytes(bytes) => bytes.len() > LARGE,
        Param::List(list) => list.len() > LONG,
        _ => false,
    })
}

/// Binds to each placeholder the parameter that `order` names.
///
/// # Safety
/// As [`Handle::bind`]: the statement lives and does not run, and it is not stepped when `params` are gone.
pub(super) unsafe fn bind(handle: Handle, order: &[u32], params: &[Param<'_>]) -> Result<()> {
    // What cannot be sent is an error as well where the text has no place for it: in an order that was not chosen.
    if params.len() > order.len() {
        for param in params.iter().filter(|param| matches!(param, Param::Invalid(_))) {
            param.simple()?;
        }
    }
    for (position, number) in order.iter().enumerate() {
        // SAFETY: what is bound without a copy is in `params`, for which the caller answers.
        let code = unsafe { bind_param(handle, position as i32 + 1, &params[*number as usize])? };
        if code != ffi::SQLITE_OK {
            return Err(Error::new(ErrorKind::Bind, format!("parameter {} is too large for SQLite", number + 1)));
        }
    }
    Ok(())
}

/// # Safety
/// As [`bind`].
#[inline]
unsafe fn bind_param(handle: Handle, index: i32, param: &Param<'_>) -> Result<i32> {
    let simple = param.simple()?;
    let value = match &simple {
        Simple::Integer(value) => Value::Integer(*value),
        Simple::Text(text) => Value::KeptText(text),
        Simple::Null => Value::Null,
        Simple::Float(value) => Value::Float(*value),
        Simple::Bytes(bytes) => Value::KeptBytes(bytes),
        Simple::Time(time) => Value::CopiedText(time.as_bytes()),
        Simple::Made(text) => Value::CopiedText(text.as_bytes()),
    };
    // SAFETY: the caller answers for the statement and for what is kept; the rest is copied.
    Ok(unsafe { handle.bind(index, value) })
}
