//! A connection of mysql_async → one that querent uses: texts are prepared and run, rows given, failures understood, and its state always known.

use super::bulk::Bulk;
use super::failure::{self, failure, leaves_the_connection};
use super::rows::{Kinds, are_alike};
use super::together::Together;
use super::values::{size, value};
use super::version::Version;
use crate::driver::{BoxFuture, Condition, Connection, Failure, Flow, Prepared, RowSink, Values};
use crate::error::{Error, ErrorKind, Result};
use mysql_async::prelude::{Protocol, Queryable};
use mysql_async::{Column, Conn, Params, QueryResult, Statement, Value};
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
    /// The time when it was last asked whether it is usable: what is sent next is sent at once, and need not look at the clock again.
    asked: Option<Instant>,
    /// Something has been sent, and its answer not been read to its end.
    pub(super) is_broken: bool,
    forgotten: Vec<Statement>,
    /// Texts that take away names that are used no more.
    forgotten_names: Vec<String>,
    /// How many texts have got names.
    pub(super) named: u64,
    pub(super) bulk: Bulk,
}

/// A statement, and the table that it writes.
pub(super) struct MysqlPrepared {
    pub(super) statement: Statement,
    pub(super) table: Option<String>,
    /// The columns of its first answer, which a server may leave out of those that follow, and how they are read.
    first: OnceLock<(Arc<[Column]>, Kinds)>,
}

impl MysqlPrepared {
    /// How these columns are read.
    fn kinds(&self, columns: Arc<[Column]>) -> Cow<'_, Kinds> {
        match self.first.get() {
            Some((first, kinds)) if Arc::ptr_eq(first, &columns) || are_alike(first, &columns) => Cow::Borrowed(kinds),
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
        version: Version,
        largest_packet: usize,
        idle: Duration,
        statement_timeout: Option<Duration>,
        counts_by: i64,
    ) -> Self {
        MysqlConnection {
            connection,
            place,
            dialect: version.dialect,
            largest_packet,
            idle,
            statement_timeout,
            counts_by,
            used: Instant::now(),
            asked: None,
            is_broken: false,
            forgotten: Vec::new(),
            forgotten_names: Vec::new(),
            named: 0,
            bulk: version.bulk,
        }
    }

    /// An answer was read to its end, or an error has come in its place.
    pub(super) fn settle<T>(&mut self, result: mysql_async::Result<T>) -> Result<T> {
        (self.used, self.asked) = (Instant::now(), None);
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
        let now = self.asked.take().unwrap_or_else(Instant::now);
        if now.saturating_duration_since(self.used) < fresh {
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

    /// Its future stays below the thousand bytes beyond which memory takes several times as long to be had.
    fn execute<'c>(
        &'c mut self,
        prepared: &'c MysqlPrepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> impl Future<Output = Result<u64>> + Send + 'c {
        let values = self.sent(values);
        async move {
            self.wake(if prepared.table.is_some() { FRESH_TO_WRITE } else { FRESH }).await?;
            let values = values?;
            self.is_broken = true;
            let given = match self.connection.exec_iter(&prepared.statement, values).await {
                Ok(mut result) => {
                    let kinds = prepared.kinds(result.columns().unwrap_or_default());
                    match give(&mut result, &kinds, rows).await {
                        // What is left is read, so that a transaction can go on.
                        Ok(given) => result.drop_result().await.map(|()| given),
                        Err(error) => Err(error),
                    }
                }
                Err(error) => Err(error),
            };
            match self.settle(given).flatten() {
                Ok(_) => Ok(self.connection.affected_rows()),
                Err(error) => Err(Box::pin(self.explained(error, prepared.table.as_deref())).await),
            }
        }
    }

    /// The values as they are sent. Not as a `Vec`, which mysql_async would turn into this one by one.
    pub(super) fn sent(&self, values: Values<'_>) -> Result<Params> {
        let sent = self.sent_row(values, &mut 0)?;
        Ok(if sent.is_empty() { Params::Empty } else { Params::Positional(sent) })
    }

    /// The same for one of the rows of a statement that has so many bytes.
    pub(super) fn sent_row(&self, values: Values<'_>, bytes: &mut usize) -> Result<Vec<Value>> {
        let mut sent = Vec::with_capacity(values.len());
        for param in values.iter() {
            let value = value(param)?;
            *bytes += size(&value);
            sent.push(value);
        }
        if *bytes > self.largest_packet { Err(Error::new(ErrorKind::Bind, failure::TOO_LARGE)) } else { Ok(sent) }
    }

    async fn run_command(&mut self, text: &str) -> Result<()> {
        self.wake(FRESH).await?;
        self.is_broken = true;
        let done = self.connection.query_drop(text).await;
        self.settle(done)
    }
}

/// Hands rows to a sink, until it wants no more or refuses one, which is the inner error.
pub(super) async fn give<P: Protocol>(
    result: &mut QueryResult<'_, '_, P>,
    kinds: &Kinds,
    rows: &mut dyn RowSink,
) -> mysql_async::Result<Result<Flow>> {
    while let Some(row) = result.next().await? {
        let mut row = kinds.settle(row);
        let flow = rows.row(&mut row);
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

    fn takes_rows(&self) -> bool {
        self.bulk != Bulk::Absent
    }

    fn execute_rows<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        rows: &'c [Values<'c>],
    ) -> BoxFuture<'c, Result<Option<u64>>> {
        let prepared: &dyn Any = prepared;
        let prepared = prepared.downcast_ref().expect("a statement is prepared by its own connection");
        Box::pin(self.execute_rows(prepared, rows))
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
        let now = *self.asked.insert(Instant::now());
        let idle = now.saturating_duration_since(self.used);
        !self.is_broken && !self.connection.is_disconnected() && idle + IDLE_MARGIN < self.idle
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
    fn the_future_of_a_statement_fits_where_memory_is_had_quickly() {
        fn size<C, F>(_: impl FnOnce(&'static mut MysqlConnection, &'static MysqlPrepared, C) -> F) -> usize {
            size_of::<F>()
        }
        type Rest = (Values<'static>, &'static mut dyn RowSink);
        let size = size(|connection, prepared, (values, rows): Rest| connection.execute(prepared, values, rows));
        assert!(size <= 1000, "{size}");
    }

    #[test]
    fn the_table_that_a_text_writes_is_read_from_it() {
        assert_eq!(written_table(r#"INSERT INTO "us""ers" ("a") VALUES (?)"#).as_deref(), Some("us\"ers"));
        assert_eq!(written_table(r#"SELECT "a" FROM "t""#), None);
    }
}
