//! A query `for update` → the same query, which runs in a transaction only: the locks that it takes last until the end of that.

use crate::answer::{Answer, Rows};
use crate::error::Result;
use crate::executor::{Executor, TransactionExecutor};
use crate::query::{Query, Run};
use crate::stream::RowStream;
use querent_schema::Dialect;
use std::fmt;

/// A query `for update`, which locks the rows that it reads until the end of its transaction: others that would change or lock them wait.
/// It is made by [`query!`](crate::query) and does nothing until it is run.
///
/// It runs on the `tx` of a transaction, and on nothing else:
///
/// ```
/// # querent::schema!();
/// # use querent::{Database, query};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// # let db = Database::connect("sqlite::memory:").await?;
/// # db.sync(&SCHEMA).await?;
/// # let ann = query!(users.insert { name: "Ann", age: 17 }).run(&db).await?;
/// db.transaction(async |tx| {
///     let user = query!(users.get where id = {ann.id} for update).run(&tx).await?;
///     // Nobody else changes the row in between.
///     query!(users.update { age: {user.age.unwrap_or(0) + 1} } where id = {ann.id}).run(&tx).await
/// })
/// .await?;
/// # assert_eq!(query!(users.get where id = {ann.id}).run(&db).await?.age, Some(18));
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail
/// # querent::schema!();
/// # use querent::{Database, query};
/// # async fn get(db: &Database) -> querent::Result<users::Row> {
/// query!(users.get where id = {1} for update).run(db).await // runs in a transaction only
/// # }
/// # fn main() {}
/// ```
#[must_use = "a query does nothing until it is run"]
pub struct LockingQuery<R>(Query<R>);

impl<R: Answer> LockingQuery<R> {
    /// Locks the rows and gives the answer: a `Vec` of rows, a row, …, as the verb says. A row that another transaction has locked is waited
    /// for, left out (`skip locked`), or an error (`nowait`).
    ///
    /// SQLite and the file store let one transaction write at a time: it has locked everything when it begins, and waits there.
    ///
    /// # Errors
    /// As of [`Query::run`]; of kind [`Query`](crate::ErrorKind::Query) with a true [`is_busy`](crate::Error::is_busy) when a lock is not given up
    /// in time, at once with `nowait`; and with a true [`is_read_only`](crate::Error::is_read_only) in a transaction that was begun as read-only.
    ///
    /// # Cancel safety
    /// Dropping the future before its end undoes the transaction.
    pub fn run<'e>(self, on: &'e (impl TransactionExecutor + ?Sized)) -> Run<'e, R> {
        self.0.run(on)
    }
}

impl<T: Send + 'static> LockingQuery<Rows<T>> {
    /// Locks the rows and reads them as they come; see [`Query::stream`].
    ///
    /// # Errors
    /// The items are errors as of [`run`](LockingQuery::run).
    ///
    /// # Cancel safety
    /// As of [`Query::stream`]. What was locked stays locked.
    pub fn stream(self, on: &(impl TransactionExecutor + ?Sized)) -> RowStream<T> {
        self.0.stream(on)
    }
}

impl<R> LockingQuery<R> {
    /// The text that it is for a dialect; see [`Query::sql`].
    pub fn sql(&self, dialect: Dialect) -> String {
        self.0.sql(dialect)
    }

    /// The database's plan for it, without running it or locking anything; see [`Query::explain`].
    ///
    /// # Errors
    /// As of [`Query::run`].
    ///
    /// # Cancel safety
    /// Nothing is changed.
    pub async fn explain(self, on: &(impl Executor + ?Sized)) -> Result<String> {
        self.0.explain(on).await
    }
}

impl<R> fmt::Debug for LockingQuery<R> {
    /// Without the values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What `query!` makes of a query with `for update`.
pub fn locking<R>(query: Query<R>) -> LockingQuery<R> {
    LockingQuery(query)
}
