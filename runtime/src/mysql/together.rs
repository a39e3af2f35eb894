//! Several texts → one that runs them by their names in a transaction, with their values in variables of the session.
//!
//! mysql_async takes the next message when the last is answered, and the message that runs a text with values holds nothing else: BEGIN, INSERT, SELECT and
//! COMMIT would be four round trips. Here they are two: values are set by a statement of their own, as typed as ever and in no text, and all else is one text.
//! It cannot be one, and without a transaction the row that is read could be what others have made of it.
//!
//! USING gives the variables to texts that are prepared, where they are parameters. In a text itself a variable would have a collation of its own, which does not mix
//! with that of a column.

use super::connection::{FRESH_TO_WRITE, MysqlConnection, give, written_table};
use super::rows::Kinds;
use crate::driver::{Flow, Prepared, RowSink, Values};
use crate::error::Result;
use mysql_async::prelude::Queryable;
use mysql_async::{Params, QueryResult, Statement, TextProtocol};
use std::ops::Range;

/// Texts that have names on the server.
pub(super) struct Together {
    /// Sets the variables, where there are values.
    set: Option<Statement>,
    /// Runs all.
    text: String,
    /// The first table that is written.
    table: Option<String>,
    names: Range<u64>,
}

impl Prepared for Together {}

impl Together {
    /// What is left of it on the server: a statement, and a text that takes the names away.
    pub(super) fn left(self) -> (Option<Statement>, String) {
        (self.set, all(self.names.map(|name| format!("DEALLOCATE PREPARE querent_{name}"))))
    }
}

impl MysqlConnection {
    pub(super) async fn prepare_together(&mut self, texts: &[(String, Vec<u32>)]) -> Result<Together> {
        self.tidy().await?;
        let names = self.named..self.named + texts.len() as u64;
        let namings = names.clone().zip(texts).map(|(name, (text, _))| naming(name, text));
        // Where one fails, the names are given once more.
        self.is_broken = true;
        let named = self.connection.query_drop(all(namings)).await;
        self.settle(named)?;
        self.named = names.end;
        let values = texts.iter().flat_map(|(_, order)| order).max().map_or(0, |last| last + 1);
        let set = if values > 0 { Some(self.prepare_text(&setting(values)).await?) } else { None };
        let table = texts.iter().find_map(|(text, _)| written_table(text));
        Ok(Together { set, text: running(names.clone(), texts), table, names })
    }

    pub(super) async fn execute_together(
        &mut self,
        together: &Together,
        values: Values<'_>,
        rows: &mut dyn RowSink,
    ) -> Result<u64> {
        let values = self.sent(values)?;
        match &together.set {
            Some(set) => self.set_variables(set, values).await?,
            None => self.wake(FRESH_TO_WRITE).await?,
        }
        match self.run_texts(&together.text, rows).await {
            Err(error) => Err(self.explained(error, together.table.as_deref()).await),
            // Counts of writes are no part of the answer.
            Ok(()) => Ok(0),
        }
    }

    /// Asks by that as well whether the server is still there.
    async fn set_variables(&mut self, set: &Statement, values: Params) -> Result<()> {
        self.is_broken = true;
        let done = self.connection.exec_drop(set, values).await;
        self.settle(done).map_err(|error| if self.is_broken { self.closed() } else { error })
    }

    /// Runs several texts that are one message.
    async fn run_texts(&mut self, texts: &str, rows: &mut dyn RowSink) -> Result<()> {
        self.is_broken = true;
        let mut result = match self.connection.query_iter(texts).await {
            Ok(result) => result,
            Err(error) => return self.settle(Err(error)),
        };
        let given = match give_all(&mut result, rows).await {
            // What is left holds the answer to COMMIT.
            Ok(given) => result.drop_result().await.map(|()| given),
            Err(error) => Err(error),
        };
        self.settle(given)?
    }
}

/// Hands the rows of all texts to a sink.
async fn give_all(
    result: &mut QueryResult<'_, '_, TextProtocol>,
    rows: &mut dyn RowSink,
) -> mysql_async::Result<Result<()>> {
    while !result.is_empty() {
        let kinds = Kinds::of_texts(result.columns_ref());
        match give(result, &kinds, rows).await? {
            Ok(Flow::More) => {}
            given => return Ok(given.map(drop)),
        }
    }
    Ok(Ok(()))
}

/// The text goes through a variable: behind FROM itself MySQL takes letters beyond the first 65,536 for question marks.
fn naming(name: u64, text: &str) -> String {
    format!("SET @querent_text = {}; PREPARE querent_{name} FROM @querent_text", quoted(text))
}

/// `SET @querent_0 = ?, @querent_1 = ?`
fn setting(values: u32) -> String {
    let variables: Vec<String> = (0..values).map(|value| format!("@querent_{value} = ?")).collect();
    format!("SET {}", variables.join(", "))
}

/// `START TRANSACTION; EXECUTE querent_7 USING @querent_0, @querent_1; EXECUTE querent_8; COMMIT`
fn running(names: Range<u64>, texts: &[(String, Vec<u32>)]) -> String {
    let execute = names.zip(texts).map(|(name, (_, order))| {
        let values: Vec<String> = order.iter().map(|value| format!("@querent_{value}")).collect();
        let using = if values.is_empty() { "" } else { " USING " };
        format!("EXECUTE querent_{name}{using}{}", values.join(", "))
    });
    format!("START TRANSACTION; {}; COMMIT", all(execute))
}

/// Several texts as one.
fn all(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("; ")
}

/// A text as a literal, in sessions that read backslashes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_run_by_their_names_with_the_values_that_they_take() {
        let texts =
            [("INSERT".to_owned(), vec![0, 1, 2]), ("SELECT".to_owned(), vec![1]), ("DELETE".to_owned(), vec![])];
        assert_eq!(
            running(7..10, &texts),
            "START TRANSACTION; EXECUTE querent_7 USING @querent_0, @querent_1, @querent_2; EXECUTE querent_8 USING @querent_1; \
             EXECUTE querent_9; COMMIT"
        );
        assert_eq!(setting(2), "SET @querent_0 = ?, @querent_1 = ?");
    }

    #[test]
    fn a_text_is_a_literal_that_ends_where_it_ends() {
        assert_eq!(quoted(r"a = '\' OR b = ''"), r"'a = ''\\'' OR b = '''''");
    }
}
