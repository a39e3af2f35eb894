//! An error about a unique key → the same with the table and the columns of the key, which are asked of the server.

use super::connection::MysqlConnection;
use super::failure;
use crate::error::Error;
use mysql_async::prelude::Queryable;

impl MysqlConnection {
    /// The same error, with what the server does not tell by itself.
    pub(super) async fn explained(&mut self, error: Error, table: Option<&str>) -> Error {
        if error.is_unique_violation() && error.columns().is_empty() {
            self.with_columns(error, table).await
        } else {
            error
        }
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
