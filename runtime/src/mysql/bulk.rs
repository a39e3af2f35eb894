//! Many rows of an INSERT → one message of MariaDB's that runs a text of one row for all of them.
//!
//! A text of a thousand rows has thousands of placeholders, and preparing it costs several times what running it does, for the server describes each of them.

use super::connection::{FRESH_TO_WRITE, MysqlConnection, MysqlPrepared};
use crate::driver::Values;
use crate::error::Result;
use mysql_async::prelude::Queryable;
use mysql_async::{Params, Value};
use std::mem::{Discriminant, discriminant};

/// Whether the server takes such a message. Something between may keep MariaDB from saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bulk {
    Unknown,
    Taken,
    Absent,
}

/// What is not supported for a prepared text.
const UNSUPPORTED: u16 = 1295;

impl MysqlConnection {
    /// Runs a text of one row for all of these as one statement, where that can be.
    pub(super) async fn execute_rows(&mut self, prepared: &MysqlPrepared, rows: &[Values<'_>]) -> Result<Option<u64>> {
        let Some(rows) = self.sent_rows(rows)? else { return Ok(None) };
        self.wake(FRESH_TO_WRITE).await?;
        if !self.takes_bulk().await? {
            return Ok(None);
        }
        self.is_broken = true;
        let done = self.connection.exec_batch(&prepared.statement, rows).await;
        match self.settle(done) {
            Ok(()) => Ok(Some(self.connection.affected_rows())),
            Err(error) => Err(self.explained(error, prepared.table.as_deref()).await),
        }
    }

    /// The values as they are sent: in each column all of one type, which is sent once for all rows.
    fn sent_rows(&self, rows: &[Values<'_>]) -> Result<Option<Vec<Params>>> {
        let mut kinds: Vec<Option<Discriminant<Value>>> = vec![None; rows.first().map_or(0, Values::len)];
        let (mut sent, mut bytes) = (Vec::with_capacity(rows.len()), 0);
        for row in rows {
            let row = self.sent_row(*row, &mut bytes)?;
            let is_alike = |(value, known): (&Value, &mut Option<_>)| {
                let kind = discriminant(value);
                *value == Value::NULL || *known.get_or_insert(kind) == kind
            };
            if !row.iter().zip(&mut kinds).all(is_alike) {
                return Ok(None);
            }
            sent.push(Params::Positional(row));
        }
        Ok(Some(sent))
    }

    /// Asks once: mysql_async would run a text for each row by itself where the server has not said that it takes them together, and does not tell.
    async fn takes_bulk(&mut self) -> Result<bool> {
        if self.bulk == Bulk::Unknown {
            let probe = self.prepare_text("DO ?").await?;
            self.is_broken = true;
            let ran = self.connection.exec_batch(&probe, [(0,), (1,)]).await;
            // The message is for texts that change a table, so a server that knows it refuses this one.
            let is_refused = matches!(&ran, Err(mysql_async::Error::Server(said)) if said.code == UNSUPPORTED);
            self.bulk = if is_refused { Bulk::Taken } else { Bulk::Absent };
            self.settle(ran).or_else(|error| if self.is_broken { Err(error) } else { Ok(()) })?;
            self.is_broken = true;
            let closed = self.connection.close(probe).await;
            self.settle(closed)?;
        }
        Ok(self.bulk == Bulk::Taken)
    }
}
