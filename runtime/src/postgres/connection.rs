//! A connection by tokio-postgres: texts are prepared under a name, or sent with their values when names do not last.

use super::bind::Binaries;
use super::failure::failure;
use super::line::Line;
use super::plain::{Plain, untold};
use super::rows::{Form, PostgresRow, forms};
use super::tls::Tls;
use crate::driver::{BoxFuture, Connection, Flow, Prepared, RowSink, Values};
use crate::error::{Condition, Error, ErrorKind, Result};
use futures_core::Stream;
use querent_schema::Dialect;
use std::any::Any;
use std::future::ready;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio_postgres::{Client, RowStream, SimpleQueryStream, Statement};

/// A connection, whose server is listened to while something is waited for.
pub(super) struct PostgresConnection {
    pub(super) client: Client,
    pub(super) line: Line,
    pub(super) dialect: Dialect,
    pub(super) prepare: bool,
    pub(super) tls: Tls,
    pub(super) place: String,
    pub(super) statement_timeout: Option<Duration>,
    /// A statement has failed since the last transaction or savepoint began.
    pub(super) failed: bool,
}

enum PostgresPrepared {
    Named(Statement, Vec<Form>),
    /// The text itself.
    Unnamed(String),
}

/// A statement on its way to its answer.
type Sent<'s> = Pin<Box<dyn Future<Output = std::result::Result<RowStream, tokio_postgres::Error>> + Send + 's>>;

impl Prepared for PostgresPrepared {}

impl PostgresPrepared {
    /// How its columns are read, where that is known before it is run.
    fn forms(&self) -> &[Form] {
        match self {
            PostgresPrepared::Named(_, forms) => forms,
            PostgresPrepared::Unnamed(_) => &[],
        }
    }
}

/// What a statement was prepared to by this driver.
fn own(prepared: &dyn Prepared) -> &PostgresPrepared {
    let prepared: &dyn Any = prepared;
    prepared.downcast_ref().expect("a statement is run by the driver that has prepared it")
}

/// How long it may take to ask the server to break something off.
const BREAK_OFF: Duration = Duration::from_secs(5);

impl PostgresConnection {
    async fn prepare_text(&mut self, text: &str) -> Result<PostgresPrepared> {
        if !self.prepare {
            return Ok(PostgresPrepared::Unnamed(text.to_owned()));
        }
        let prepared = self.line.drive(pin!(self.client.prepare(text))).await;
        let statement = prepared.map_err(|error| {
            // Behind what was sent ahead and failed nothing ran.
            self.line.overtaken = false;
            self.failure(error)
        })?;
        let forms = forms(statement.columns());
        Ok(PostgresPrepared::Named(statement, forms))
    }

    async fn run(&mut self, prepared: &PostgresPrepared, values: Values<'_>, rows: &mut dyn RowSink) -> Result<u64> {
        let sent = match prepared {
            PostgresPrepared::Named(statement, _) if statement.params().len() != values.len() => {
                let text =
                    format!("the server wants {} values and there are {}", statement.params().len(), values.len());
                return Err(Error::new(ErrorKind::Query, text));
            }
            PostgresPrepared::Named(statement, _) => {
                // Two boxes of a kilobyte cost less than one of more, which an allocator does not keep at hand.
                let sent = Box::pin(self.client.query_raw(statement, Binaries::of(&values)));
                self.line.drive(pin!(sent)).await
            }
            PostgresPrepared::Unnamed(text) => {
                let values: Vec<_> = values.iter().map(|value| (Plain(value), untold())).collect();
                // In a box, for it is large and most have names.
                self.line.drive(Box::pin(self.client.query_typed_raw(text, values)).as_mut()).await
            }
        };
        let answer = sent.map_err(|error| self.failure(error))?;
        self.read(answer, prepared.forms(), rows).await
    }

    /// Sends a statement and COMMIT in one go. The server makes a ROLLBACK of a COMMIT behind what has failed.
    async fn run_and_commit(
        &mut self,
        prepared: &PostgresPrepared,
        values: Values<'_>,
        rows: &mut dyn RowSink,
    ) -> Result<u64> {
        let mut sent: Sent<'_> = match prepared {
            PostgresPrepared::Named(statement, _) => Box::pin(self.client.query_raw(statement, Binaries::of(&values))),
            PostgresPrepared::Unnamed(text) => {
                let values: Vec<_> = values.iter().map(|value| (Plain(value), untold())).collect();
                Box::pin(self.client.query_typed_raw(text, values))
            }
        };
        // This puts it into the queue, and COMMIT goes behind it, so that both go in one write.
        let begun = sent.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        match begun {
            Poll::Ready(Err(error)) => {
                drop(sent);
                let error = self.failure(error);
                // A value that does not go on its way has sent nothing, and the transaction is still there.
                self.run_command("ROLLBACK").await?;
                return Err(error);
            }
            Poll::Ready(answer) => sent = Box::pin(ready(answer)),
            Poll::Pending => {}
        }
        let commit = match self.client.simple_query_raw("COMMIT").await {
            Ok(commit) => commit,
            Err(error) => {
                drop(sent);
                return Err(self.failure(error));
            }
        };
        let answer = self.line.drive(sent.as_mut()).await;
        drop(sent);
        let ran = match answer {
            Ok(answer) => self.read(answer, prepared.forms(), rows).await,
            Err(error) => Err(self.failure(error)),
        };
        let committed = self.read_command(commit).await;
        self.failed = false;
        let changed = ran?;
        committed.map(|()| changed)
    }

    async fn read(&mut self, answer: RowStream, known: &[Form], rows: &mut dyn RowSink) -> Result<u64> {
        let mut answer = pin!(answer);
        let mut found: Vec<Form> = Vec::new();
        let mut wanted = Ok(Flow::More);
        loop {
            let next = self.line.drive_poll(|context| answer.as_mut().poll_next(context)).await;
            let row = match next {
                Some(row) => row.map_err(|error| self.failure(error))?,
                None => break,
            };
            // What is not wanted is read nevertheless, so that the connection is ready for the next statement.
            if matches!(wanted, Ok(Flow::Enough) | Err(_)) {
                continue;
            }
            if known.is_empty() && found.is_empty() {
                found = forms(row.columns());
            }
            let forms = if known.is_empty() { &found } else { known };
            wanted = rows.row(&mut PostgresRow { row: &row, forms });
            if let Ok(Flow::Pause) = wanted {
                std::future::poll_fn(|context| rows.poll_resume(context)).await;
            }
        }
        wanted.map(|_| answer.rows_affected().unwrap_or_default())
    }

    async fn run_command(&mut self, text: &str) -> Result<()> {
        if text.starts_with("COMMIT") && std::mem::take(&mut self.failed) {
            // The server would roll back and call it a success.
            self.send_command("ROLLBACK").await?;
            let text = "the transaction was rolled back, for a statement in it has failed: it cannot be committed";
            return Err(Error::new(ErrorKind::Query, text));
        }
        if text.starts_with("RELEASE") && self.failed {
            let text = "a statement of the transaction has failed before, and it cannot be kept: put what may fail into a part of its own";
            return Err(Error::new(ErrorKind::Query, text));
        }
        self.send_command(text).await?;
        if text.starts_with("BEGIN") || text.starts_with("ROLLBACK") {
            self.failed = false;
        }
        Ok(())
    }

    async fn send_command(&mut self, text: &str) -> Result<()> {
        let answer = self.line.drive(pin!(self.client.simple_query_raw(text))).await;
        let answer = answer.map_err(|error| self.failure(error))?;
        self.read_command(answer).await
    }

    async fn read_command(&mut self, answer: SimpleQueryStream) -> Result<()> {
        let mut answer = pin!(answer);
        while let Some(message) = self.line.drive_poll(|context| answer.as_mut().poll_next(context)).await {
            message.map_err(|error| self.failure(error))?;
        }
        Ok(())
    }

    /// What is sent ahead must be sure to succeed: `BEGIN`, and savepoints where nothing has failed before.
    async fn run_ahead(&mut self, text: &str) -> Result<()> {
        if self.failed && !text.starts_with("BEGIN") {
            return self.run_command(text).await;
        }
        // It is put into the queue; nobody waits.
        let answer = self.client.simple_query_raw(text).await.map_err(|error| self.failure(error))?;
        self.line.send_ahead(answer);
        self.failed = false;
        Ok(())
    }

    fn failure(&mut self, error: tokio_postgres::Error) -> Error {
        self.failed = true;
        let error = failure(error, self.line.take_said(), &self.place);
        if self.line.overtaken && error.condition() != Condition::Lost { error.with_unknown_outcome() } else { error }
    }
}

impl Connection for PostgresConnection {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn statement_timeout(&self) -> Option<Duration> {
        self.statement_timeout
    }

    fn prepare<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        Box::pin(async { Ok(Box::new(self.prepare_text(text).await?) as Box<dyn Prepared>) })
    }

    fn execute<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        Box::pin(self.run(own(prepared), values, rows))
    }

    fn commits_behind(&self) -> bool {
        true
    }

    fn execute_and_commit<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        Box::pin(self.run_and_commit(own(prepared), values, rows))
    }

    fn command<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        Box::pin(self.run_command(text))
    }

    fn command_ahead<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        Box::pin(self.run_ahead(text))
    }

    fn is_usable(&mut self) -> bool {
        self.line.is_open()
    }

    fn break_off(&mut self) -> Option<BoxFuture<'static, ()>> {
        // Old poolers pass such a wish on to whoever has the server's connection by then, or end themselves; they break off what a client
        // that has gone was waiting for.
        if !self.prepare {
            return None;
        }
        let (token, tls) = (self.client.cancel_token(), self.tls.clone());
        Some(Box::pin(async move {
            // Should the server not hear it, the end of the connection tells it later.
            let _ = tokio::time::timeout(BREAK_OFF, token.cancel_query(tls)).await;
        }))
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        let PostgresConnection { client, line, .. } = *self;
        // Without a client the connection says goodbye.
        drop(client);
        Box::pin(async {
            let _ = tokio::time::timeout(BREAK_OFF, line.end()).await;
        })
    }
}
