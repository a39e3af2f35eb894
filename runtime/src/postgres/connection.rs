//! A connection by tokio-postgres: texts are prepared under a name, or sent with their values when names do not last.

use super::bind::Binary;
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
use std::pin::pin;
use std::time::Duration;
use tokio_postgres::{Client, RowStream, Statement};

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

impl Prepared for PostgresPrepared {}

/// How long it may take to ask the server to break something off.
const BREAK_OFF: Duration = Duration::from_secs(5);

impl PostgresConnection {
    async fn prepare_text(&mut self, text: &str) -> Result<PostgresPrepared> {
        if !self.prepare {
            return Ok(PostgresPrepared::Unnamed(text.to_owned()));
        }
        let prepared = self.line.drive(self.client.prepare(text)).await;
        let statement = prepared.map_err(|error| self.failure(error))?;
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
                self.line.drive(self.client.query_raw(statement, values.iter().map(Binary))).await
            }
            PostgresPrepared::Unnamed(text) => {
                let values: Vec<_> = values.iter().map(|value| (Plain(value), untold())).collect();
                self.line.drive(self.client.query_typed_raw(text, values)).await
            }
        };
        let answer = sent.map_err(|error| self.failure(error))?;
        let forms: &[Form] = match prepared {
            PostgresPrepared::Named(_, forms) => forms,
            PostgresPrepared::Unnamed(_) => &[],
        };
        self.read(answer, forms, rows).await
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
            wanted = rows.row(&PostgresRow { row: &row, forms });
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
        let answer = self.line.drive(self.client.simple_query_raw(text)).await;
        let mut answer = pin!(answer.map_err(|error| self.failure(error))?);
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
        let prepared: &dyn Any = prepared;
        let prepared = prepared.downcast_ref().expect("a statement is run by the driver that has prepared it");
        Box::pin(self.run(prepared, values, rows))
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
