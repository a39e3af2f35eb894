//! A query → its rows as they come, a batch at a time, in constant memory.

use crate::answer::{Batch, DecodeRow, Rows, Sink};
use crate::database::Database;
use crate::driver::{self, Coming, Reading, Rest};
use crate::error::Result;
use crate::executor::{Executor, Target};
use crate::query::Query;
use crate::transaction::{Transaction, check_inside};
use futures_core::Stream;
use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Rows of the first batch, which is read on the task where that is quick.
const FIRST_BATCH: usize = 64;
/// Rows of a later batch.
const BATCH: usize = 256;

/// The rows of a query as they come; made by [`Query::stream`].
///
/// It is a [`Stream`] of `Result<T>`, and has a [`next`](RowStream::next) of its own. After an error it ends.
#[must_use = "a stream reads nothing until it is polled"]
pub struct RowStream<T> {
    ready: std::vec::IntoIter<T>,
    decode: DecodeRow<T>,
    state: State<T>,
}

enum State<T> {
    New(Source, Box<Query<Rows<T>>>),
    /// A batch is on its way, with what comes after it.
    Reading(Reading),
    /// All rows are on their way.
    Running(Coming<'static, Vec<T>>),
    Paused(Box<dyn Rest>),
    Over,
}

/// Where the rows come from.
enum Source {
    Database(Database),
    Transaction(Transaction),
}

impl<T: Send + 'static> Query<Rows<T>> {
    /// Reads the rows as they come, at most a few hundred at a time. A write that returns rows is carried out as a whole before the
    /// first comes.
    ///
    /// The stream keeps a connection, and sees the database as it was at its first row, until it ends or is dropped: other queries
    /// on a database in memory, which has one connection, and other queries of a transaction wait for that.
    ///
    /// ```
    /// # querent::schema!();
    /// # use querent::{Database, query};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// # let db = Database::connect("sqlite::memory:").await?;
    /// # db.sync(&SCHEMA).await?;
    /// let mut rows = query!(users.find where active).stream(&db);
    /// while let Some(user) = rows.next().await {
    ///     println!("{}", user?.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The items are errors as of [`run`](Query::run).
    ///
    /// # Cancel safety
    /// Dropping the stream breaks the statement off. A transaction is undone by that while the next rows are on their way; between two
    /// rows it stays as it was, and on a server its next query first passes over the rows that are left.
    pub fn stream(self, on: &(impl Executor + ?Sized)) -> RowStream<T> {
        let decode = self.answer.decode();
        let source = match on.target() {
            Target::Database(db) => Source::Database(db.clone()),
            Target::Transaction(tx) => Source::Transaction(tx.share()),
        };
        RowStream { ready: Vec::new().into_iter(), decode, state: State::New(source, Box::new(self)) }
    }
}

impl<T: Send + 'static> RowStream<T> {
    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// As of [`Query::run`].
    ///
    /// # Cancel safety
    /// Dropping the future loses no row.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Brings the next rows, or the way to them.
    fn advance(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::New(source, query) if !query.statement.writes.is_empty() => {
                self.state = State::Running(Box::pin(async move {
                    match source {
                        Source::Database(db) => query.run(&db).await,
                        Source::Transaction(tx) => query.run(&tx).await,
                    }
                }));
            }
            State::New(source, query) => self.begin(&source, *query)?,
            State::Paused(rest) => self.state = State::Reading(rest.read(self.batch(BATCH))),
            State::Reading(mut reading) => match reading.as_mut().poll(context) {
                Poll::Pending => {
                    self.state = State::Reading(reading);
                    return Poll::Pending;
                }
                Poll::Ready(read) => {
                    let (sink, rest) = read?;
                    self.take(sink, rest);
                }
            },
            State::Running(mut running) => match running.as_mut().poll(context) {
                Poll::Pending => {
                    self.state = State::Running(running);
                    return Poll::Pending;
                }
                Poll::Ready(rows) => self.ready = rows?.into_iter(),
            },
            State::Over => {}
        }
        Poll::Ready(Ok(()))
    }

    fn begin(&mut self, source: &Source, query: Query<Rows<T>>) -> Result<()> {
        let Query { statement, params, .. } = query;
        let first = self.batch(FIRST_BATCH);
        let batch = match source {
            Source::Database(db) => {
                check_inside(&db.driver).map_err(|error| error.of(statement))?;
                db.driver.stream(statement, params, first, self.batch(BATCH))?
            }
            Source::Transaction(tx) => tx.stream(statement, params, first),
        };
        match batch {
            driver::Batch::Ready(sink, rest) => self.take(sink, rest),
            driver::Batch::Reading(reading) => self.state = State::Reading(reading),
        }
        Ok(())
    }

    fn batch(&self, size: usize) -> Box<dyn Sink> {
        Box::new(Batch { decode: self.decode, rows: Vec::new(), size })
    }

    /// Hands out what a sink has, and goes on with the rest after it.
    fn take(&mut self, sink: Box<dyn Sink>, rest: Option<Box<dyn Rest>>) {
        let sink: Box<dyn Any> = sink;
        let batch = sink.downcast::<Batch<T>>().expect("a sink comes back as what it was");
        self.ready = batch.rows.into_iter();
        self.state = rest.map_or(State::Over, State::Paused);
    }
}

impl<T: Send + 'static> Stream for RowStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.ready.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            if matches!(self.state, State::Over) {
                return Poll::Ready(None);
            }
            if let Err(error) = ready!(self.advance(context)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

// A row is moved like any other value; nothing here is pinned.
impl<T> Unpin for RowStream<T> {}

impl<T> fmt::Debug for RowStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}
