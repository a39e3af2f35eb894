//! Compile-time-checked SQL.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod bind;
mod custom;
mod params;
mod statement;
pub mod types;

pub use custom::ColumnType;
