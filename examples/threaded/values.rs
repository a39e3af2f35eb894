//! querent's values → SQLite's, and back.

use querent::Result;
use querent::driver::{Function, Param, RowSource, Simple, ValueRef};
use rusqlite::functions::Context;
use rusqlite::types::{self, Value};

/// A row that goes from one thread to another.
pub(super) struct Row(pub(super) Vec<Cell>);

/// A stored value.
pub(super) enum Cell {
    Null,
    Integer(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// A text that is not UTF-8.
    Broken(Vec<u8>),
}

impl RowSource for Row {
    fn columns(&self) -> usize {
        self.0.len()
    }

    fn value(&self, column: usize) -> ValueRef<'_> {
        match &self.0[column] {
            Cell::Null => ValueRef::Null,
            Cell::Integer(value) => ValueRef::Integer(*value),
            Cell::Float(value) => ValueRef::Float(*value),
            Cell::Text(text) => ValueRef::Text(text),
            Cell::Bytes(bytes) => ValueRef::Bytes(bytes),
            Cell::Broken(bytes) => ValueRef::BrokenText(bytes),
        }
    }
}

impl From<types::ValueRef<'_>> for Cell {
    fn from(value: types::ValueRef<'_>) -> Cell {
        match value {
            types::ValueRef::Null => Cell::Null,
            types::ValueRef::Integer(value) => Cell::Integer(value),
            types::ValueRef::Real(value) => Cell::Float(value),
            types::ValueRef::Text(text) => match String::from_utf8(text.to_vec()) {
                Ok(text) => Cell::Text(text),
                Err(error) => Cell::Broken(error.into_bytes()),
            },
            types::ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        }
    }
}

/// A value of a query as SQLite holds it.
pub(super) fn sent(param: &Param<'_>) -> Result<Value> {
    Ok(match param.simple()? {
        Simple::Null => Value::Null,
        Simple::Integer(value) => Value::Integer(value),
        Simple::Float(value) => Value::Real(value),
        Simple::Text(text) => Value::Text(text.to_owned()),
        Simple::Time(text) => Value::Text(text.to_string()),
        Simple::Made(text) => Value::Text(text),
        Simple::Bytes(bytes) => Value::Blob(bytes.to_vec()),
    })
}

/// One of querent's own functions, called by SQLite.
pub(super) fn called(function: &Function, context: &Context<'_>) -> rusqlite::Result<Value> {
    let cells = Row((0..context.len()).map(|number| context.get_raw(number).into()).collect());
    let arguments: Vec<ValueRef<'_>> = (0..context.len()).map(|number| cells.value(number)).collect();
    let value = (function.call)(&arguments).and_then(|value| sent(&value).map_err(|error| error.to_string()));
    value.map_err(|message| rusqlite::Error::UserFunctionError(message.into()))
}
