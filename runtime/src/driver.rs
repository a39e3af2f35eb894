//! How a driver of your own is written: what it implements, and how it is made known.
//!
//! A [`Driver`] reads URLs of its scheme, a [`Connector`] makes connections, and a [`Connection`] runs texts with values and gives rows. Pool,
//! transactions, prepared statements, conversions and errors are querent's. The texts are those of one of the five
//! [dialects](crate::Dialect); for SQLite's there are [`Param::simple`] and [`FUNCTIONS`]. [`register`] makes a driver known by the scheme of its
//! URLs.
//!
//! `examples/own_driver.rs` of querent's repository is a program with a driver of its own, which passes the tests of behaviour like those that
//! come with querent; `docs/drivers.md` says what each part has to keep to.

// Beside the public face, the only place that knows which kinds of stores there are: a statement and its store → its rows.

mod connection;
mod failure;
mod functions;
mod registry;

pub use crate::answer::Flow;
pub use crate::decode::ValueRef;
pub use crate::error::{Condition, Constraint, ConstraintKind};
pub use crate::params::{List, Param, Simple, TimeText};
pub use connection::{BoxFuture, Connection, Connector, Driver, Options, Prepared, RowSink, RowSource, Values};
pub use failure::Failure;
pub use functions::{FUNCTIONS, Function, compare_decimals};
pub(crate) use registry::find;
pub use registry::register;

use crate::answer::Sink;
use crate::error::Result;
use crate::params::Params;
use crate::statement::Statement;
use crate::sync::SyncReport;
use crate::transaction::{Origin, TransactionOptions};
use querent_schema::Schema;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What talks to the database.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    #[cfg(feature = "sqlite")]
    Sqlite(Arc<crate::sqlite::Sqlite>),
    #[cfg(feature = "file")]
    File(Arc<crate::file::FileStore>),
    Server(Arc<crate::server::Server>),
}

/// A transaction that is open.
#[derive(Debug)]
pub(crate) enum Session {
    #[cfg(feature = "sqlite")]
    Sqlite(crate::sqlite::Session),
    #[cfg(feature = "file")]
    File(Box<crate::file::Session>),
    Server(crate::server::ServerTransaction),
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

/// A call that goes on elsewhere.
pub(crate) struct Work {
    pub(crate) statement: &'static Statement,
    pub(crate) params: Params<'static>,
    pub(crate) sink: Box<dyn Sink>,
}

/// What a statement of a transaction needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// To begin, where it may take long.
    Start,
    /// To go on where it stands.
    Resume,
    /// To begin anew when the lock of another connection may be gone.
    Retry,
}

/// What came of trying a statement of a transaction on the task.
pub(crate) enum Tried {
    /// It is over.
    Done(Result<()>),
    /// It needs more than a turn of the task.
    Later(Next),
}

/// How a statement of a transaction has ended, or what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Done,
    /// Its sink wants a pause.
    Paused,
}

/// A point of a transaction to which it can be brought back, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Savepoint(pub(crate) u32);

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

/// Gives the parameters of the next row, which borrow from rows that live as long as `'r`; `false` when there is none.
pub(crate) type NextRow<'n, 'r> = &'n mut (dyn FnMut(&mut Params<'r>) -> bool + Send + 'n);

impl Store {
    /// Begins a statement, and ends it at once where that is quick.
    pub(crate) fn begin<'d>(
        &'d self,
        statement: &'static Statement,
        params: &mut Params<'static>,
        sink: &mut dyn Sink,
    ) -> Begun<'d> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.begin(statement, params, sink),
            #[cfg(feature = "file")]
            Store::File(ref file) => file.begin(statement, params, sink),
            Store::Server(ref server) => server.begin(statement, params, sink),
        }
    }

    /// Begins to read rows: the first of them into `first`, those that come later in batches like `later`.
    pub(crate) fn stream(
        &self,
        statement: &'static Statement,
        params: Params<'static>,
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
            Store::Server(ref server) => {
                drop(later);
                Ok(server.stream(statement, params, first))
            }
        }
    }

    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        &self,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.insert_many(statement, next, sink).await,
            #[cfg(feature = "file")]
            Store::File(ref file) => file.insert_many(statement, next, sink).await,
            Store::Server(ref server) => server.insert_many(statement, next, sink).await,
        }
    }

    /// The store's plan for a statement.
    pub(crate) async fn explain(&self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.explain(statement, params).await,
            #[cfg(feature = "file")]
            Store::File(ref file) => file.explain(statement, params),
            Store::Server(ref server) => server.explain(statement, params).await,
        }
    }

    /// Adds what the store lacks of a schema.
    pub(crate) async fn sync(&self, schema: &Schema) -> Result<SyncReport> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => sqlite.sync(schema).await,
            #[cfg(feature = "file")]
            Store::File(ref file) => file.sync(schema).await,
            Store::Server(ref server) => server.sync(schema).await,
        }
    }

    /// Lets nobody begin anything new, and closes what is idle.
    pub(crate) async fn close(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(sqlite) => sqlite.close().await,
            #[cfg(feature = "file")]
            Store::File(file) => file.close().await,
            Store::Server(server) => {
                server.close();
                Ok(())
            }
        }
    }

    /// Begins a transaction, for whoever is at `origin`.
    pub(crate) async fn begin_transaction(&self, options: &TransactionOptions, origin: Origin) -> Result<Session> {
        match *self {
            #[cfg(feature = "sqlite")]
            Store::Sqlite(ref sqlite) => Ok(Session::Sqlite(sqlite.begin_transaction(options, origin).await?)),
            #[cfg(feature = "file")]
            Store::File(ref file) => Ok(Session::File(Box::new(file.begin_transaction(options, origin).await?))),
            Store::Server(ref server) => Ok(Session::Server(server.begin_transaction(options, origin).await?)),
        }
    }

    /// Whether these are the same connections.
    #[cfg(debug_assertions)]
    pub(crate) fn is(&self, other: &Store) -> bool {
        match (self, other) {
            #[cfg(feature = "sqlite")]
            (Store::Sqlite(one), Store::Sqlite(other)) => Arc::ptr_eq(one, other),
            #[cfg(feature = "file")]
            (Store::File(one), Store::File(other)) => Arc::ptr_eq(one, other),
            (Store::Server(one), Store::Server(other)) => Arc::ptr_eq(one, other),
            #[allow(unreachable_patterns, reason = "a build may have one kind of store only")]
            _ => false,
        }
    }
}

impl Session {
    /// Runs a statement at once where that is quick.
    pub(crate) fn attempt(&mut self, statement: &'static Statement, params: &Params<'_>, sink: &mut dyn Sink) -> Tried {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.attempt(statement, params, sink),
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.attempt(statement, params, sink),
            Session::Server(_) => Tried::Later(Next::Start),
        }
    }

    /// Carries a statement to its end, or to where its sink wants a pause. Dropping the future undoes the transaction.
    pub(crate) async fn carry_on(&mut self, work: Work, next: Next) -> Result<(Work, Ended)> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.carry_on(work, next).await,
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.carry_on(work, next).await,
            Session::Server(ref mut session) => session.carry_on(work, next).await,
        }
    }

    /// Ends a statement that has paused.
    pub(crate) fn abandon(&mut self) {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.abandon(),
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.abandon(),
            // Its next statement passes over the rest.
            Session::Server(_) => {}
        }
    }

    /// Inserts all rows or none. Dropping the future undoes the transaction.
    pub(crate) async fn insert_many(
        &mut self,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.insert_many(statement, next, sink).await,
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.insert_many(statement, next, sink),
            Session::Server(ref mut session) => session.insert_many(statement, next, sink).await,
        }
    }

    /// The store's plan for a statement.
    pub(crate) async fn explain(&mut self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.explain(statement, params).await,
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.explain(statement, params),
            Session::Server(ref mut session) => session.explain(statement, params).await,
        }
    }

    /// Marks a point to come back to.
    pub(crate) async fn save(&mut self, point: Savepoint) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.save(point),
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.save(point),
            Session::Server(ref mut session) => session.save(point).await,
        }
    }

    /// Forgets a point; what was done since it stays.
    pub(crate) async fn release(&mut self, point: Savepoint) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.release(point),
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.release(point),
            Session::Server(ref mut session) => session.release(point).await,
        }
    }

    /// Undoes what was done since a point, and forgets the point.
    pub(crate) async fn undo(&mut self, point: Savepoint) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(ref mut session) => session.undo(point),
            #[cfg(feature = "file")]
            Session::File(ref mut session) => session.undo(point),
            Session::Server(ref mut session) => session.undo(point).await,
        }
    }

    /// Does what of a commit may ask for another try from the beginning.
    pub(crate) async fn release_beginning(&mut self) -> Result<()> {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(_) => Ok(()),
            #[cfg(feature = "file")]
            Session::File(_) => Ok(()),
            Session::Server(ref mut session) => session.release_beginning().await,
        }
    }

    /// Goes back to the beginning, to be tried again. `false` where the store does not have that, or not any more.
    pub(crate) async fn restart(&mut self) -> bool {
        match *self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(_) => false,
            #[cfg(feature = "file")]
            Session::File(_) => false,
            Session::Server(ref mut session) => session.restart().await,
        }
    }

    /// Makes everything that was done last.
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(session) => session.commit().await,
            #[cfg(feature = "file")]
            Session::File(session) => session.commit().await,
            Session::Server(session) => session.commit().await,
        }
    }

    /// Undoes everything; so does dropping it, without waiting for that.
    pub(crate) async fn roll_back(self) -> Result<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Session::Sqlite(session) => session.roll_back(),
            // Its rows were seen by nobody else.
            #[cfg(feature = "file")]
            Session::File(_) => Ok(()),
            Session::Server(session) => session.roll_back().await,
        }
    }
}
