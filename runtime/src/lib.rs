//! Compile-time-checked SQL.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod answer;
mod bind;
mod custom;
mod database;
#[cfg(feature = "sqlite")]
mod decimal;
mod decode;
mod enums;
mod error;
mod many;
mod params;
mod query;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod stream;
mod sync;
mod text;
mod time;
pub mod types;
mod url;

pub use answer::{Answer, Count, Exists, First, Nothing, One, Rows};
pub use custom::ColumnType;
pub use database::{Database, DatabaseBuilder};
pub use enums::UnknownValue;
pub use error::{Error, ErrorKind, Result};
pub use many::InsertMany;
pub use querent_macros::{query, schema};
pub use querent_schema::{Dialect, Schema};
pub use query::{Query, Run};
pub use stream::RowStream;
pub use sync::SyncReport;
