//! What SQLite lacks and texts of ours name → functions and a collation of a connection.

use crate::driver::{FUNCTIONS, Function, Param, ValueRef, compare_decimals};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{self, Value};
use rusqlite::{Connection, Error, Result};

/// They depend on their arguments alone, and may stand in a schema.
const FLAGS: FunctionFlags =
    FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC).union(FunctionFlags::SQLITE_INNOCUOUS);

/// Makes them known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    connection.create_collation("querent_decimal", compare_decimals)?;
    FUNCTIONS.iter().try_for_each(|function| {
        connection
            .create_scalar_function(function.name, function.arguments.into(), FLAGS, |context| call(function, context))
    })
}

fn call(function: &Function, context: &Context<'_>) -> Result<Value> {
    let argument = |number| if number < context.len() { value(context.get_raw(number)) } else { ValueRef::Null };
    let arguments = [argument(0), argument(1)];
    match (function.call)(&arguments[..context.len()]) {
        Ok(Param::Integer(value)) => Ok(Value::Integer(value)),
        Ok(Param::Float(value)) => Ok(Value::Real(value)),
        Ok(Param::Text(text)) => Ok(Value::Text(text.into_owned())),
        Ok(Param::Decimal(text)) => Ok(Value::Text(text)),
        Ok(_) => Ok(Value::Null),
        Err(message) => Err(Error::UserFunctionError(message.into())),
    }
}

fn value(value: types::ValueRef<'_>) -> ValueRef<'_> {
    match value {
        types::ValueRef::Null => ValueRef::Null,
        types::ValueRef::Integer(value) => ValueRef::Integer(value),
        types::ValueRef::Real(value) => ValueRef::Float(value),
        types::ValueRef::Text(text) => std::str::from_utf8(text).map_or(ValueRef::BrokenText(text), ValueRef::Text),
        types::ValueRef::Blob(bytes) => ValueRef::Bytes(bytes),
    }
}
