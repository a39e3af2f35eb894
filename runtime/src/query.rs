//! A checked query with its values → a future of its answer, a stream of its rows, or its text.

use crate::answer::{Answer, Count, DecodeRow, Exists, First, Nothing, One, Rows, Sink};
use crate::driver::{Begun, Coming};
use crate::error::Result;
use crate::executor::{Executor, Target};
use crate::params::{Param, Params};
use crate::statement::{Statement, statement};
use crate::transaction::check_inside;
use querent_schema::Dialect;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A query, checked when the program was compiled, with its values. It is made by [`query!`](crate::query) and does nothing until it
/// is run.
#[must_use = "a query does nothing until it is run"]
pub struct Query<R> {
    pub(crate) statement: &'static Statement,
    pub(crate) params: Params<'static>,
    pub(crate) answer: R,
}

impl<R: Answer> Query<R> {
    /// Runs it and gives its answer: a `Vec` of rows, a row, a count, …, as the verb says.
    ///
    /// ```
    /// querent::schema!();
    /// use querent::{Database, query};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// let db = Database::connect("sqlite::memory:").await?;
    /// db.sync(&SCHEMA).await?;
    /// let alice: users::Row = query!(users.insert { name: "Alice", age: 25 }).run(&db).await?;
    /// let adults: Vec<users::Row> = query!(users.find where age >= 18).run(&db).await?;
    /// assert_eq!(adults, [alice]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// - [`NotFound`](crate::ErrorKind::NotFound) when `get` finds no row;
    /// - [`Bind`](crate::ErrorKind::Bind) when a value does not fit its column;
    /// - [`Constraint`](crate::ErrorKind::Constraint) when a write would break one;
    /// - [`Decode`](crate::ErrorKind::Decode) when a stored value does not fit its declared type;
    /// - [`Schema`](crate::ErrorKind::Schema) when the database lacks a table or a column of schema.sql;
    /// - [`PoolTimeout`](crate::ErrorKind::PoolTimeout) when no connection becomes free;
    /// - [`Query`](crate::ErrorKind::Query) when a lock is not given up in time, or the database refuses the statement;
    /// - [`Connection`](crate::ErrorKind::Connection) when the database cannot be reached or written.
    ///
    /// # Cancel safety
    /// Dropping the future breaks the statement off. A write has then been made as a whole or not at all.
    pub fn run<'e>(self, on: &'e (impl Executor + ?Sized)) -> Run<'e, R> {
        let Query { statement, params, answer } = self;
        Run { call: Call { on: on.target(), statement, state: State::New(params) }, answer }
    }
}

impl<R> Query<R> {
    /// The text that it is for a dialect, with the conditions and the order that its values select. Values stand in it as placeholders.
    ///
    /// ```
    /// # querent::schema!();
    /// # use querent::query;
    /// # fn main() {
    /// let text = query!(users.count where id = {1}).sql(querent::Dialect::Sqlite);
    /// assert_eq!(text, r#"SELECT count(*) FROM "users" WHERE "id" = ?"#);
    /// # }
    /// ```
    pub fn sql(&self, dialect: Dialect) -> String {
        crate::text::whole(self.statement, &self.params, dialect)
    }

    /// The database's plan for it, without running it: one step on each line, indented below what it belongs to.
    ///
    /// ```
    /// # querent::schema!();
    /// # use querent::{Database, query};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// # let db = Database::connect("sqlite::memory:").await?;
    /// # db.sync(&SCHEMA).await?;
    /// let plan = query!(posts.find where user_id = {1}).explain(&db).await?;
    /// assert!(plan.contains("posts_by_user"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As of [`run`](Query::run).
    ///
    /// # Cancel safety
    /// Nothing is changed.
    pub async fn explain(self, on: &(impl Executor + ?Sized)) -> Result<String> {
        match on.target() {
            Target::Database(db) => {
                check_inside(&db.driver).map_err(|error| error.of(self.statement))?;
                db.driver.explain(self.statement, &self.params).await
            }
            Target::Transaction(tx) => tx.explain(self.statement, &self.params).await,
        }
    }
}

impl<R> fmt::Debug for Query<R> {
    /// Without the values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query {}", self.statement)
    }
}

/// The future of [`Query::run`].
#[must_use = "a future does nothing until it is awaited"]
pub struct Run<'e, R> {
    call: Call<'e>,
    answer: R,
}

/// What of a run does not depend on the type of its answer: compiled once, not with each query of a program.
struct Call<'e> {
    on: Target<'e>,
    statement: &'static Statement,
    state: State<'e>,
}

enum State<'e> {
    New(Params<'static>),
    /// It takes more than a turn of the task.
    Later(Coming<'e, Box<dyn Sink>>),
    Over,
}

impl<R: Answer> Future for Run<'_, R> {
    type Output = Result<R::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        match this.call.poll(&mut this.answer, context) {
            Poll::Ready(Ok(())) => Poll::Ready(this.answer.finish(this.call.statement)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Call<'_> {
    fn poll(&mut self, answer: &mut dyn Sink, context: &mut Context<'_>) -> Poll<Result<()>> {
        if let State::New(params) = &mut self.state {
            // Many short statements in a row give way to other tasks now and then.
            ready!(tokio::task::coop::poll_proceed(context)).made_progress();
            match begin(&self.on, self.statement, params, answer) {
                Begun::Done(result) => {
                    self.state = State::Over;
                    return Poll::Ready(result);
                }
                Begun::Later(later) => self.state = State::Later(later),
            }
        }
        let State::Later(later) = &mut self.state else { panic!("a query was polled after its end") };
        let result = ready!(later.as_mut().poll(context));
        self.state = State::Over;
        answer.put_back(result?);
        Poll::Ready(Ok(()))
    }
}

fn begin<'e>(
    on: &Target<'e>,
    statement: &'static Statement,
    params: &mut Params<'static>,
    sink: &mut dyn Sink,
) -> Begun<'e> {
    match on {
        Target::Database(db) => match check_inside(&db.driver) {
            Ok(()) => db.driver.begin(statement, params, sink),
            Err(error) => Begun::Done(Err(error.of(statement))),
        },
        Target::Transaction(tx) => tx.begin(statement, params, sink),
    }
}

/// `find`, and writes that return rows: all of them. What a query writes out is found by its place in the source, which is that of the
/// caller.
#[track_caller]
pub fn rows<T, const N: usize>(
    text: &'static str,
    params: [Param<'static>; N],
    decode: DecodeRow<T>,
) -> Query<Rows<T>> {
    query_rows(statement(text), params.into(), decode)
}

/// `find_first`.
#[track_caller]
pub fn first<T, const N: usize>(
    text: &'static str,
    params: [Param<'static>; N],
    decode: DecodeRow<T>,
) -> Query<First<T>> {
    query_first(statement(text), params.into(), decode)
}

/// `get`, `insert`, `upsert`.
#[track_caller]
pub fn one<T, const N: usize>(text: &'static str, params: [Param<'static>; N], decode: DecodeRow<T>) -> Query<One<T>> {
    query_one(statement(text), params.into(), decode)
}

/// `count`, and writes that give the number of rows they matched.
#[track_caller]
pub fn count<const N: usize>(text: &'static str, params: [Param<'static>; N]) -> Query<Count> {
    query_count(statement(text), params.into())
}

/// `exists`.
#[track_caller]
pub fn exists<const N: usize>(text: &'static str, params: [Param<'static>; N]) -> Query<Exists> {
    query_exists(statement(text), params.into())
}

/// `truncate`.
#[track_caller]
pub fn nothing<const N: usize>(text: &'static str, params: [Param<'static>; N]) -> Query<Nothing> {
    query_nothing(statement(text), params.into())
}

/// A query whose values are more than one for each expression.
pub fn with_params<R>(query: Query<R>, params: Params<'static>) -> Query<R> {
    Query { params, ..query }
}

/// `find`, and writes that return rows: all of them.
pub fn query_rows<T>(statement: &'static Statement, params: Params<'static>, decode: DecodeRow<T>) -> Query<Rows<T>> {
    Query { statement, params, answer: Rows::new(decode) }
}

/// The same, where how a row is read is known only at run time.
pub fn query_rows_by<T, D>(statement: &'static Statement, params: Params<'static>, decode: D) -> Query<Rows<T, D>> {
    Query { statement, params, answer: Rows::new(decode) }
}

/// `find_first`, likewise.
pub fn query_first_by<T, D>(statement: &'static Statement, params: Params<'static>, decode: D) -> Query<First<T, D>> {
    Query { statement, params, answer: First::new(decode) }
}

/// `get`, `insert` and `upsert`, likewise.
pub fn query_one_by<T, D>(statement: &'static Statement, params: Params<'static>, decode: D) -> Query<One<T, D>> {
    Query { statement, params, answer: One::new(decode) }
}

/// `find_first`.
pub fn query_first<T>(statement: &'static Statement, params: Params<'static>, decode: DecodeRow<T>) -> Query<First<T>> {
    Query { statement, params, answer: First::new(decode) }
}

/// `get`, `insert`, `upsert`.
pub fn query_one<T>(statement: &'static Statement, params: Params<'static>, decode: DecodeRow<T>) -> Query<One<T>> {
    Query { statement, params, answer: One::new(decode) }
}

/// `count`, and writes that give the number of rows they matched.
pub fn query_count(statement: &'static Statement, params: Params<'static>) -> Query<Count> {
    Query { statement, params, answer: Count::default() }
}

/// `exists`.
pub fn query_exists(statement: &'static Statement, params: Params<'static>) -> Query<Exists> {
    Query { statement, params, answer: Exists::default() }
}

/// `truncate`.
pub fn query_nothing(statement: &'static Statement, params: Params<'static>) -> Query<Nothing> {
    Query { statement, params, answer: Nothing }
}
