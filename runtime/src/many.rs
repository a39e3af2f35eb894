//! Rows of an `insert_many` with its answer → one transaction of statements of fifty rows each.

use crate::answer::{Answer, Count, DecodeRow, Rows};
use crate::error::Result;
use crate::executor::{Executor, Target};
use crate::params::{InsertRow, Params};
use crate::statement::Statement;
use crate::transaction::check_inside;
use querent_schema::Dialect;
use std::fmt;

/// An `insert_many`, with the rows that it takes. It is made by [`query!`](crate::query) and does nothing until it is run.
#[must_use = "a query does nothing until it is run"]
pub struct InsertMany<'r, N, A> {
    statement: &'static Statement,
    /// Whatever holds them: one that holds none is refused where it stands, and only there.
    rows: Box<dyn RowList<N> + Send + Sync + 'r>,
    answer: A,
}

/// What `insert_many {rows}` takes: what can be seen as a slice of `N`.
#[diagnostic::on_unimplemented(
    message = "`insert_many` takes a slice, an array or a `Vec` of `{N}`; `{Self}` is none",
    label = "this has type `{Self}`",
    note = "one row is written by `insert {{new}}`"
)]
pub trait RowList<N> {
    /// The rows.
    fn rows(&self) -> &[N];

    /// `insert_many {rows}`.
    fn insert_many<'r>(self, statement: &'static Statement) -> InsertMany<'r, N, Count>
    where
        Self: Sized + Send + Sync + 'r,
    {
        InsertMany { statement, rows: Box::new(self), answer: Count::default() }
    }

    /// `insert_many {rows} returning …`.
    fn insert_many_returning<'r, T>(
        self,
        statement: &'static Statement,
        decode: DecodeRow<T>,
    ) -> InsertMany<'r, N, Rows<T>>
    where
        Self: Sized + Send + Sync + 'r,
    {
        InsertMany { statement, rows: Box::new(self), answer: Rows::new(decode) }
    }
}

#[diagnostic::do_not_recommend]
impl<N, R: AsRef<[N]>> RowList<N> for R {
    fn rows(&self) -> &[N] {
        self.as_ref()
    }
}

/// `insert_many {rows} returning …`, where how a row is read is known only at run time.
pub fn insert_many_by<'r, N, R, T, D>(
    rows: R,
    statement: &'static Statement,
    decode: D,
) -> InsertMany<'r, N, Rows<T, D>>
where
    R: RowList<N> + Send + Sync + 'r,
{
    InsertMany { statement, rows: Box::new(rows), answer: Rows::new(decode) }
}

impl<N: InsertRow<N> + Sync, A: Answer> InsertMany<'_, N, A> {
    /// Writes all rows, in one transaction, or none. Gives their number, or with `returning` the rows as stored, in the order given.
    /// Nothing is written, nor asked of the database, when there are no rows.
    ///
    /// ```
    /// # querent::schema!();
    /// # use querent::{Database, query};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// # let db = Database::connect("sqlite::memory:").await?;
    /// # db.sync(&SCHEMA).await?;
    /// let rows = ["Ann", "Ben"].map(users::New::new);
    /// assert_eq!(query!(users.insert_many {rows}).run(&db).await?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Query::run`](crate::Query::run).
    ///
    /// # Cancel safety
    /// Dropping the future before it is over writes nothing, unless the transaction is just being committed.
    pub async fn run(self, on: &(impl Executor + ?Sized)) -> Result<A::Output> {
        let InsertMany { statement, rows, mut answer } = self;
        let mut next = each_row(rows.rows());
        match on.target() {
            Target::Database(db) => {
                check_inside(&db.driver).map_err(|error| error.of(statement))?;
                db.driver.insert_many(statement, &mut next, &mut answer).await?;
            }
            Target::Transaction(tx) => tx.insert_many(statement, &mut next, &mut answer).await?,
        }
        answer.finish(statement)
    }

    /// The text of the statement that inserts one row.
    pub fn sql(&self, dialect: Dialect) -> String {
        let mut params = Params::new();
        if let Some(row) = self.rows.rows().first() {
            row.push_to(&mut params);
        }
        crate::text::whole(self.statement, &params, dialect)
    }
}

/// Gives the parameters of one row after the other.
fn each_row<'r, N: InsertRow<N>>(rows: &'r [N]) -> impl FnMut(&mut Params<'r>) -> bool {
    let mut left = rows.iter();
    move |params| left.next().map(|row| row.push_to(params)).is_some()
}

impl<N, A> fmt::Debug for InsertMany<'_, N, A> {
    /// Without the values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InsertMany {}", self.statement)
    }
}
