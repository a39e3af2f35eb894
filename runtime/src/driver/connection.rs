//! What a driver does for querent: URLs become connectors, connectors connections, and these run texts with values and give rows.

use crate::answer::Flow;
use crate::decode::ValueRef;
use crate::error::{Error, ErrorKind, Result};
use crate::params::Param;
use querent_schema::Dialect;
use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// A future in a box.
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// A kind of database. [`register`](super::register) makes it known by the scheme of its URLs.
pub trait Driver: Send + Sync + 'static {
    /// Reads a URL of this kind, without connecting.
    ///
    /// # Errors
    /// When the URL makes no sense; the text must not repeat it, for it may hold a password.
    fn connector(&self, url: &str, options: &Options) -> Result<Arc<dyn Connector>>;
}

/// How connections shall be, beside what the URL says.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// Nothing shall be written.
    pub read_only: bool,
    /// How long it may take to connect; as long as a query waits for a connection.
    pub connect_timeout: Duration,
    /// How long a statement may wait for a lock that others hold, where the database leaves that to its clients.
    pub busy_timeout: Duration,
}

/// A database that connections can be made to.
pub trait Connector: Send + Sync + 'static {
    /// Where it is, for messages: `127.0.0.1:5432/shop`, without a password.
    fn place(&self) -> String;

    /// Makes a connection. Its session is in UTC, reads names in double quotes, and commits each statement that stands alone.
    ///
    /// # Errors
    /// When the database cannot be reached or does not let us in: a [`Failure`](super::Failure) of kind
    /// [`Connection`](crate::ErrorKind::Connection).
    ///
    /// # Cancel safety
    /// Dropping the future closes what was opened.
    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>>;
}

/// A connection, which is used for one thing at a time.
///
/// When a future of it is dropped before it is over, or it is not [usable](Connection::is_usable) any more, querent closes it.
pub trait Connection: Send + 'static {
    /// Which texts it takes. It may depend on the server that was found.
    fn dialect(&self) -> Dialect;

    /// How long the database lets a statement take; without an end unless told. querent waits a second longer for its answer, and then gives the
    /// connection up.
    fn statement_timeout(&self) -> Option<Duration> {
        None
    }

    /// Prepares a text with placeholders as the dialect has them.
    ///
    /// # Errors
    /// When the database refuses it.
    fn prepare<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<Box<dyn Prepared>>>;

    /// Runs what was prepared on this connection. Gives each row to `rows`, and at the end the number of rows that a write matched.
    ///
    /// # Errors
    /// When the database refuses it, or `rows` does. The connection is then ready for the next statement, or not usable.
    fn execute<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>>;

    /// Runs a text without values and rows, such as `BEGIN`, `COMMIT`, or a statement of DDL.
    ///
    /// # Errors
    /// When the database refuses it, also when a COMMIT rolls back.
    fn command<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>>;

    /// Runs a text as [`command`](Connection::command) does, before what is run next. A driver that can send both at once does not wait for the
    /// answer; where the text fails nevertheless, what is run next gives the error. Unless told it waits.
    ///
    /// # Errors
    /// As [`command`](Connection::command), where it waits.
    fn command_ahead<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        self.command(text)
    }

    /// How many bytes a statement may have with its values; any number unless told.
    fn largest_statement(&self) -> usize {
        usize::MAX
    }

    /// Whether [`execute_rows`](Connection::execute_rows) may be there; `false` unless told.
    fn takes_rows(&self) -> bool {
        false
    }

    /// Runs an INSERT of one row that was prepared for each of these, as one statement: all of them are written, or none. Gives how many were; `None` where it
    /// cannot be done with these rows or this database, and nothing was written.
    ///
    /// # Errors
    /// When the database refuses one of them.
    fn execute_rows<'c>(
        &'c mut self,
        _prepared: &'c dyn Prepared,
        _rows: &'c [Values<'c>],
    ) -> BoxFuture<'c, Result<Option<u64>>> {
        Box::pin(async { Ok(None) })
    }

    /// Whether [`prepare_together`](Connection::prepare_together) is there; `false` unless told.
    fn runs_together(&self) -> bool {
        false
    }

    /// Prepares several texts as one statement: [`execute`](Connection::execute) then runs one after the other in a transaction of its own, and gives
    /// the rows of all. Each comes with which of the values, counted from 0, stands at each of its placeholders. When one fails the transaction may stay open, and
    /// querent sends ROLLBACK; where only `rows` refuses one it is committed.
    ///
    /// # Errors
    /// When the database refuses one of them.
    fn prepare_together<'c>(
        &'c mut self,
        _texts: &'c [(String, Vec<u32>)],
    ) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        let text = "the driver does not run statements together";
        Box::pin(async move { Err(Error::new(ErrorKind::Query, text)) })
    }

    /// Whether [`execute_and_commit`](Connection::execute_and_commit) is there; `false` unless told.
    fn commits_behind(&self) -> bool {
        false
    }

    /// Runs what was prepared, as [`execute`](Connection::execute) does, and COMMIT behind it, without waiting for an answer between both. Whatever comes of
    /// it, the transaction is over: rolled back where the statement fails, committed where only `rows` refuses one.
    ///
    /// # Errors
    /// When the database refuses one of both, or `rows` does.
    fn execute_and_commit<'c>(
        &'c mut self,
        _prepared: &'c dyn Prepared,
        _values: Values<'c>,
        _rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        let text = "the driver does not commit behind a statement";
        Box::pin(async move { Err(Error::new(ErrorKind::Query, text)) })
    }

    /// Of the numbers that the last INSERT has counted up for its rows the first, and how far it is from one to the next; `None` where INSERT gives
    /// rows back, or the numbers may have gaps.
    fn counted(&self) -> Option<(i64, i64)> {
        None
    }

    /// What was prepared is used no more. It is dropped unless told.
    fn forget(&mut self, prepared: Box<dyn Prepared>) {
        drop(prepared);
    }

    /// Whether the error that came last has ended the transaction, which the database has undone by itself; `false` unless told. An error with
    /// [`Condition::Conflict`](super::Condition::Conflict) or [`Condition::Undone`](super::Condition::Undone) says so, too. querent then sends nothing but a ROLLBACK.
    fn has_undone(&mut self) -> bool {
        false
    }

    /// Whether it can take another statement, as far as that is known without asking the server.
    fn is_usable(&mut self) -> bool;

    /// Asks the server by other means to break off what runs on this connection, after its future was dropped. Nothing is done
    /// unless told; the connection is closed afterwards.
    fn break_off(&mut self) -> Option<BoxFuture<'static, ()>> {
        None
    }

    /// Says goodbye to the server.
    fn close(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// A prepared statement, in a form that only its driver knows.
pub trait Prepared: Any + Send + Sync {}

/// The values of a statement, in the order of its placeholders.
#[derive(Clone, Copy)]
pub struct Values<'v> {
    params: &'v [Param<'v>],
    order: &'v [u32],
}

impl<'v> Values<'v> {
    pub(crate) fn new(params: &'v [Param<'v>], order: &'v [u32]) -> Self {
        Values { params, order }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The value for a placeholder, counted from 0. It is never [`Absent`](Param::Absent), [`Choice`](Param::Choice) or
    /// [`Invalid`](Param::Invalid).
    ///
    /// # Panics
    /// When there are fewer.
    pub fn get(&self, placeholder: usize) -> &'v Param<'v> {
        &self.params[self.order[placeholder] as usize]
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'v Param<'v>> + use<'v> {
        let params = self.params;
        self.order.iter().map(move |number| &params[*number as usize])
    }
}

impl fmt::Debug for Values<'_> {
    /// Without the values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.len())
    }
}

/// A row of an answer.
pub trait RowSource {
    /// How many columns it has.
    fn columns(&self) -> usize;

    /// The value in a column, counted from 0.
    fn value(&self, column: usize) -> ValueRef<'_>;

    /// Takes the text of a column out of the row, where the row has it as a text of its own; it is not asked for this column again. `None` unless told, and where
    /// the column has something else, which stays.
    fn take_text(&mut self, _column: usize) -> Option<String> {
        None
    }

    /// Whether it is NULL.
    fn is_null(&self, column: usize) -> bool {
        matches!(self.value(column), ValueRef::Null)
    }
}

/// Takes the rows of an answer.
pub trait RowSink: Send {
    /// Takes a row.
    ///
    /// # Errors
    /// When it is not what was expected; no more rows are wanted then, and [`execute`](Connection::execute) gives this error.
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow>;

    /// Ready when the next row may be given, after [`Flow::Pause`].
    fn poll_resume(&mut self, context: &mut Context<'_>) -> Poll<()>;
}
