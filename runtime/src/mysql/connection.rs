//! A connection of mysql_async → one that querent uses: texts are prepared and run, rows given, failures understood, and its state always known.

use super::failure::{self, failure, leaves_the_connection};
use super::rows::Kinds;
use super::together::Together;
use super::values::{size, value};
use crate::driver::{BoxFuture, Condition, Connection, Failure, Flow, Prepared, RowSink, Values};
use crate::error::{Error, ErrorKind, Result};
use mysql_async::prelude::{Protocol, Queryable};
use mysql_async::{Column, Conn, QueryResult, Statement, Value};
use querent_schema::Dialect;
use std::any::Any;
use std::borrow::Cow;
use std::future::poll_fn;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// A connection whose session is set up.
#[derive(Debug)]
pub(super) struct MysqlConnection {
    pub(super) connection: Conn,
    /// Where it leads, for messages.
    place: String,
    dialect: Dialect,
    /// How many bytes a statement may have with its values.
    largest_packet: usize,
    /// The server closes a connection that is idle for so long.
    idle: Duration,
    statement_timeout: Option<Duration>,
    /// How far it is from a number that is counted up to the next.
    counts_by: i64,
    used: Instant,
    /// Something has been sent, and its answer not been read to its end.
    pub(super) is_broken: bool,
    forgotten: Vec<Statement>,
    /// Texts that take away names that are used no more.
    forgotten_names: Vec<String>,
    /// How many texts have got names.
    pub(super) named: u64,
}

/// A statement, and the table that it writes.
struct MysqlPrepared {
    statement: Statement,
    table: Option<String>,
    /// The columns of its first answer, which a server may leave out of those that follow, and how they are read.
    first: OnceLock<(Arc<[Column]>, Kinds)>,
}

impl MysqlPrepared {
    /// How these columns are read.
    fn kinds(&self, columns: Arc<[Column]>) -> Cow<'_, Kinds> {
        match self.first.get() {
            Some((first, kinds)) if Arc::ptr_eq(first, &columns) => Cow::Borrowed(kinds),
            Some(_) => Cow::Owned(Kinds::of(&columns)),
            None => {
                let kinds = Kinds::of(&columns);
                Cow::Borrowed(&self.first.get_or_init(|| (columns, kinds)).1)
            }
        }
    }
}

/// Whoever was idle for longer asks the server first whether it is still there.
const FRESH: Duration = Duration::from_secs(5);

/// The same before a write: of one that is sent to a server that is not there nobody can tell whether it was carried out.
pub(super) const FRESH_TO_WRITE: Duration = Duration::from_millis(100);

/// Before this much is left of its time, a connection is not used any more.
const IDLE_MARGIN: Duration = Duration::from_secs(1);

impl MysqlConnection {
    pub(super) fn new(
        connection: Conn,
        place: String,
        dialect: Dialect,
        largest_packet: usize,
        idle: Duration,
        statement_timeout: Option<Duration>,
        counts_by: i64,
    ) -> Self {
        MysqlConnection {
            connection,
            place,
            dialect,
            largest_packet,
            idle,
            statement_timeout,
            counts_by,
            used: Instant::now(),
            is_broken: false,
            forgotten: Vec::new(),
            forgotten_names: Vec::new(),
            named: 0,
        }
    }

    /// An answer was read to its end, or an error has come in its place.
    pub(super) fn settle<T>(&mut self, result: mysql_async::Result<T>) -> Result<T> {
        self.used = Instant::now();
        match result {
            Ok(value) => {
                self.is_broken = false;
                Ok(value)
            }
            Err(error) => {
                self.is_broken = !leaves_the_connection(&error);
                Err(self.about(failure(error)))
            }
        }
    }

    /// What fails for the connection's sake tells where that leads.
    fn about(&self, error: Error) -> Error {
        if error.kind() == ErrorKind::Connection { error.about(&self.place) } else { error }
    }

    /// Asks whether the server is still there, when that is not known.
    pub(super) async fn wake(&mut self, fresh: Duration) -> Result<()> {
        if self.used.elapsed() < fresh {
            return Ok(());
        }
        self.is_broken = true;
        let awake = self.connection.ping().await;
        self.settle(awake).map_err(|_| self.closed())
    }

    /// The error of a connection that was closed before anything was sent.
    pub(super) fn closed(&self) -> Error {
        let text = "the server has closed the connection while it was idle";
        self.about(Failure::new(ErrorKind::Connection, text).condition(Condition::Lost).nothing_sent().into())
    }

    async fn prepare(&mut self, text: &str) -> Result<MysqlPrepared> {
        self.tidy().await?;
        let statement = self.prepare_text(text).await?;
        Ok(MysqlPrepared { statement, table: written_table(text), first: OnceLock::new() })
    }

    pub(super) async fn prepare_text(&mut self, text: &str) -> Result<Statement> {
        self.is_broken = true;
        let prepared = self.connection.prep(text).await;
        self.settle(prepared)
    }

    /// Takes away what is used no more.
    pub(super) async fn tidy(&mut self) -> Result<()> {
        self.wake(FRESH).await?;
        for statement in std::mem::take(&mut self.forgotten) {
            self.is_broken = true;
            let closed = self.connection.close(statement).await;
            self.settle(closed)?;
        }
        for names in std::mem::take(&mut self.forgotten_names) {
            self.is_broken = true;
            let gone = self.connection.query_drop(names).await;
            // The server may have forgotten them, too.
            self.settle(gone).or_else(|error| if self.is_broken { Err(error) } else { Ok(()) })?;
        }
        Ok(())
    }

    async fn execute(&mut self, prepared: &MysqlPrepared, values: Values<'_>, rows: &mut dyn RowSink) -> Result<u64> {
        let values = self.sent(values)?;
        self.wake(if prepared.table.is_some() { FRESH_TO_WRITE } else { FRESH }).await?;
        match self.run(prepared, values, rows).await {
            Err(error) => Err(self.explained(error, prepared.table.as_deref()).await),
            ran => ran,
        }
    }

    /// The same error, with what the server does not tell by itself.
    pub(super) async fn explained(&mut self, error: Error, table: Option<&str>) -> Error {
        if error.is_unique_violation() && error.columns().is_empty() {
            self.with_columns(error, table).await
        } else {
            error
        }
    }

    /// The values as they are sent.
    pub(super) fn sent(&self, values: Values<'_>) -> Result<Vec<Value>> {
        let (mut sent, mut bytes) = (Vec::with_capacity(values.len()), 0);
        for param in values.iter() {
            let value = value(param)?;
            bytes += size(&value);
            sent.push(value);
        }
        if bytes > self.largest_packet { Err(Error::new(ErrorKind::Bind, failure::TOO_LARGE)) } else { Ok(sent) }
    }

    async fn run_command(&mut self, text: &str) -> Result<()> {
        self.wake(FRESH).await?;
        self.is_broken = true;
        let done = self.connection.query_drop(text).await;
        self.settle(done)
    }

    async fn run(&mut self, prepared: &MysqlPrepared, values: Vec<Value>, rows: &mut dyn RowSink) -> Result<u64> {
        self.is_broken = true;
        let mut result = match self.connection.exec_iter(&prepared.statement, values).await {
            Ok(result) => result,
            Err(error) => return self.settle(Err(error)),
        };
        let kinds = prepared.kinds(result.columns().unwrap_or_default());
        let given = give(&mut result, &kinds, rows).await;
        // What is left is read, so that a transaction can go on.
        let given = end(result, given).await;
        self.settle(given)?.map(|_| self.connection.affected_rows())
    }

    /// The same error with the columns of the key, which the server does not tell.
    async fn with_columns(&mut self, error: Error, table: Option<&str>) -> Error {
        let Some(name) = error.constraint() else { return error };
        let (table, name) = match (error.table(), table) {
            // MariaDB names no table: what was taken for one belongs to the name of the key.
            (Some(part), Some(table)) if part != table => (table.to_owned(), format!("{part}.{name}")),
            (Some(table), _) | (None, Some(table)) => (table.to_owned(), name.to_owned()),
            (None, None) => return error,
        };
        let columns = "SELECT column_name FROM information_schema.statistics \
                       WHERE table_schema = database() AND table_name = ? AND index_name = ? ORDER BY seq_in_index";
        self.is_broken = true;
        let columns: mysql_async::Result<Vec<Option<String>>> =
            self.connection.exec(columns, (table.as_str(), name.as_str())).await;
        match self.settle(columns) {
            Ok(columns) => failure::with_key(error, table, name, columns.into_iter().flatten().collect()),
            // Names are a help; an error that they cannot be read is none.
            Err(_) => error,
        }
    }
}

/// Hands rows to a sink, until it wants no more or refuses one, which is the inner error.
pub(super) async fn give<P: Protocol>(
    result: &mut QueryResult<'_, '_, P>,
    kinds: &Kinds,
    rows: &mut dyn RowSink,
) -> mysql_async::Result<Result<Flow>> {
    while let Some(row) = result.next().await? {
        let row = kinds.settle(row);
        let flow = rows.row(&row);
        drop(row);
        match flow {
            Ok(Flow::More) => {}
            Ok(Flow::Enough) => return Ok(Ok(Flow::Enough)),
            Ok(Flow::Pause) => poll_fn(|context| rows.poll_resume(context)).await,
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(Flow::More))
}

/// Reads what is left of an answer of which some was given.
pub(super) async fn end<P: Protocol, T>(
    result: QueryResult<'_, '_, P>,
    given: mysql_async::Result<Result<T>>,
) -> mysql_async::Result<Result<T>> {
    let given = given?;
    result.drop_result().await.map(|()| given)
}

/// The first name of a text that writes a table, which is the table's.
pub(super) fn written_table(text: &str) -> Option<String> {
    let writes = ["INSERT ", "UPDATE ", "DELETE "].iter().any(|verb| text.starts_with(verb));
    writes.then(|| failure::first_name(text)).flatten()
}

impl Connection for MysqlConnection {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn statement_timeout(&self) -> Option<Duration> {
        self.statement_timeout
    }

    fn prepare<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        Box::pin(async { Ok(Box::new(self.prepare(text).await?) as Box<dyn Prepared>) })
    }

    fn execute<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        let prepared: &dyn Any = prepared;
        if let Some(prepared) = prepared.downcast_ref() {
            return Box::pin(self.execute(prepared, values, rows));
        }
        let together = prepared.downcast_ref().expect("a statement is prepared by its own connection");
        Box::pin(self.execute_together(together, values, rows))
    }

    fn runs_together(&self) -> bool {
        true
    }

    fn prepare_together<'c>(&'c mut self, texts: &'c [(String, Vec<u32>)]) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        Box::pin(async { Ok(Box::new(self.prepare_together(texts).await?) as Box<dyn Prepared>) })
    }

    fn command<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        Box::pin(self.run_command(text))
    }

    fn counted(&self) -> Option<(i64, i64)> {
        let first = self.connection.last_insert_id()?;
        Some((i64::try_from(first).ok()?, self.counts_by))
    }

    fn largest_statement(&self) -> usize {
        self.largest_packet
    }

    fn forget(&mut self, prepared: Box<dyn Prepared>) {
        let prepared: Box<dyn Any> = prepared;
        match prepared.downcast::<MysqlPrepared>() {
            Ok(prepared) => self.forgotten.push(prepared.statement),
            Err(prepared) => {
                let together = prepared.downcast::<Together>().expect("a statement is prepared by its own connection");
                let (set, names) = together.left();
                self.forgotten.extend(set);
                self.forgotten_names.push(names);
            }
        }
    }

    fn is_usable(&mut self) -> bool {
        !self.is_broken && !self.connection.is_disconnected() && self.used.elapsed() + IDLE_MARGIN < self.idle
    }

    fn break_off(&mut self) -> Option<BoxFuture<'static, ()>> {
        let (options, id) = (self.connection.opts().clone(), self.connection.id());
        Some(Box::pin(async move {
            // A server that cannot be reached, or does not know the connection any more, has nothing to break off.
            if let Ok(mut other) = Conn::new(options).await {
                other.query_drop(format!("KILL {id}")).await.ok();
                other.disconnect().await.ok();
            }
        }))
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // It is gone either way.
            self.connection.disconnect().await.ok();
        })
    }
}

impl Prepared for MysqlPrepared {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_a_text_writes_is_read_from_it() {
        assert_eq!(written_table(r#"INSERT INTO "us""ers" ("a") VALUES (?)"#).as_deref(), Some("us\"ers"));
        assert_eq!(written_table(r#"SELECT "a" FROM "t""#), None);
    }
}
