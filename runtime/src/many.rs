//! Rows of an `insert_many` with its answer → one transaction of statements of fifty rows each.

use crate::answer::{Answer, Count, DecodeRow, Rows};
use crate::database::{Database, Driver};
use crate::error::Result;
use crate::params::{InsertRow, Params};
use crate::statement::Statement;
use querent_schema::Dialect;
use std::fmt;
use std::marker::PhantomData;

/// An `insert_many`, with the rows that it takes. It is made by [`query!`](crate::query) and does nothing until it is run.
#[must_use = "a query does nothing until it is run"]
pub struct InsertMany<N, R, A> {
    statement: &'static Statement,
    rows: R,
    answer: A,
    row: PhantomData<fn(&N)>,
}

impl<N: InsertRow + Sync, R: AsRef<[N]> + Send + Sync, A: Answer> InsertMany<N, R, A> {
    /// Writes all rows, in one transaction, or none. Gives their number, or with `returning` the rows as stored, in the order given.
    /// Nothing is written, nor asked of the database, when there are no rows.
    ///
    /// # Errors
    /// As [`Query::run`](crate::Query::run).
    ///
    /// # Cancel safety
    /// Dropping the future before it is over writes nothing, unless the transaction is just being committed.
    pub async fn run(self, db: &Database) -> Result<A::Output> {
        let InsertMany { statement, rows, mut answer, .. } = self;
        let mut left = rows.as_ref().iter();
        let mut next = |params: &mut Params| left.next().map(|row| row.push_to(params)).is_some();
        match &db.driver {
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(sqlite) => sqlite.insert_many(statement, &mut next, &mut answer).await?,
        }
        answer.finish(statement)
    }

    /// The text of the statement that inserts one row.
    pub fn sql(&self, dialect: Dialect) -> String {
        let mut params = Params::new();
        if let Some(row) = self.rows.as_ref().first() {
            row.push_to(&mut params);
        }
        crate::text::whole(self.statement, &params, dialect)
    }
}

impl<N, R, A> fmt::Debug for InsertMany<N, R, A> {
    /// Without the values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InsertMany {}", self.statement)
    }
}

/// `insert_many {rows}`.
pub fn insert_many<N, R: AsRef<[N]>>(statement: &'static Statement, rows: R) -> InsertMany<N, R, Count> {
    InsertMany { statement, rows, answer: Count::default(), row: PhantomData }
}

/// `insert_many {rows} returning …`.
pub fn insert_many_returning<N, R: AsRef<[N]>, T>(
    statement: &'static Statement,
    rows: R,
    decode: DecodeRow<T>,
) -> InsertMany<N, R, Rows<T>> {
    InsertMany { statement, rows, answer: Rows::new(decode), row: PhantomData }
}
