//! What a database is: the model of a schema, its types, its dialects, its DDL, and (feature `parse`) the reader of schema.sql.
//!
//! Nothing in this crate does I/O: text comes in, a [`Schema`] or a list of located [`Problem`]s comes out.

pub mod ddl;
pub mod dialect;
pub mod model;
mod nearest;
#[cfg(feature = "parse")]
mod parse;
pub mod types;
pub mod values;
#[cfg(feature = "parse")]
mod verify;

pub use dialect::{Dialect, Features};
pub use model::*;
pub use nearest::{nearest, nearest_preferring};
#[cfg(feature = "parse")]
pub use parse::{Problem, parse, parse_with_holes};
pub use types::Type;
