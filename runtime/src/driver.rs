//! How a driver of your own is written: what it implements, and how it is made known.
//!
//! A [`Driver`] reads URLs of its scheme, a [`Connector`] makes connections, and a [`Connection`] runs texts with values and gives rows. Pool,
//! transactions, prepared statements, conversions and errors are querent's. The texts are those of one of the five
//! [dialects](crate::Dialect).

// Beside the public face, the only place that knows which kinds of stores there are: a statement and its store → its rows.

mod connection;
mod failure;
mod registry;

pub use crate::decode::ValueRef;
pub use crate::error::{Condition, Constraint, ConstraintKind};
pub use crate::params::{List, Param};
pub use connection::{BoxFuture, Connection, Connector, Driver, Flow, Options, Prepared, RowSink, RowSource, Values};
pub use failure::Failure;
pub use registry::register;
pub(crate) use registry::registered;

use crate::answer::Sink;
use crate::error::Result;
use crate::params::Params;
use crate::statement::Statement;
use crate::sync::SyncReport;
use querent_schema::Schema;
use std::future::Future;
use std::pin::Pin;
#[cfg(any(feature = "sqlite", feature = "file"))]
use std::sync::Arc;

/// What talks to the database.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<crate::sqlite::Sqlite>),
    #[cfg(feature = "file")]
    File(Arc<crate::file::FileStore>),
}

/// A future that is known by what it gives.
pub(crate) type Coming<'d, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'd>>;

/// How far a statement has come in the turn of the task in which it began.
pub(crate) enum Begun<'d> {
    /// To its end.
    Done(Result<()>),
    /// It goes on with the sink's contents, and gives them back with what it added.
    Later(Coming<'d, Box<dyn Sink>>),
}

/// The next rows of a stream.
pub(crate) enum Batch {
    /// Here, with what comes after them.
    Ready(Box<dyn Sink>, Option<Box<dyn Rest>>),
    /// On their way.
    Reading(Reading),
}

/// Rows that are on their way, with what comes after them.
pub(crate) type Reading = Coming<'static, (Box<dyn Sink>, Option<Box<dyn Rest>>)>;

/// A statement that stands between two rows. Dropping it breaks it off.
pub(crate) trait Rest: Send {
    /// Brings the next batch.
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading;
}

/// Gives the parameters of the next row; `false` when there is none.
pub(crate) type NextRow<'r> = &'r mut (dyn FnMut(&mut Params) -> bool + Send);

impl Store {
    /// Begins a statement, and ends it at once where that is quick.
    pub(crate) fn begin<'d>(
        &'d self,
        statement: &'static Statement,
        params: &mut Params,
        sink: &mut dyn Sink,
    ) -> Begun<'d> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.begin(statement, params, sink),
            #[cfg(feature = "file")]
            Store::File(ref file) => file.begin(statement, params, sink),
        }
    }

    /// Begins to read rows: the first of them into `first`, those that come later in batches like `later`.
    pub(crate) fn stream(
        &self,
        statement: &'static Statement,
        params: Params,
        first: Box<dyn Sink>,
        later: Box<dyn Sink>,
    ) -> Result<Batch> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.stream(statement, params, first, later),
            #[cfg(feature = "file")]
            Store::File(ref file) => {
                // All batches are filled by the same statement.
                drop(later);
                file.stream(statement, &params, first)
            }
        }
    }

    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        &self,
        statement: &'static Statement,
        next: NextRow<'_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.insert_many(statement, next, sink).await,
            #[cfg(feature = "file")]
            Store::File(ref file) => file.insert_many(statement, next, sink),
        }
    }

    /// The store's plan for a statement.
    pub(crate) async fn explain(&self, statement: &'static Statement, params: &Params) -> Result<String> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.explain(statement, params).await,
            #[cfg(feature = "file")]
            Store::File(ref file) => file.explain(statement, params),
        }
    }

    /// Adds what the store lacks of a schema.
    pub(crate) async fn sync(&self, schema: &Schema) -> Result<SyncReport> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.sync(schema).await,
            #[cfg(feature = "file")]
            Store::File(ref file) => file.sync(schema),
        }
    }

    /// Lets nobody begin anything new, and closes what is idle.
    pub(crate) async fn close(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(sqlite) => sqlite.close().await,
            #[cfg(feature = "file")]
            Store::File(file) => {
                file.close();
                Ok(())
            }
        }
    }
}
