//! Compile-time-checked SQL.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod bind;
mod custom;
mod enums;
mod params;
mod statement;
pub mod types;

pub use custom::ColumnType;
pub use enums::UnknownValue;
