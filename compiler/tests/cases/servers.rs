//! A text of SQL → what a running server of its dialect says when it is to be prepared.
//!
//! `QUERENT_TEST_MARIADB`, `QUERENT_TEST_MYSQL`, `QUERENT_TEST_POSTGRES` and `QUERENT_TEST_COCKROACH` are the URLs of the servers. The texts
//! of those that are not set are not prepared, which is said on standard error.

use mysql_async::prelude::Queryable;
use querent_schema::{Dialect, Schema};
use std::cell::RefCell;
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::{Builder, Runtime};

/// Which variable names the server of a dialect. Those of SQLite are always prepared.
const VARIABLES: [(Dialect, &str); 4] = [
    (Dialect::Mysql, "QUERENT_TEST_MYSQL"),
    (Dialect::Mariadb, "QUERENT_TEST_MARIADB"),
    (Dialect::Postgres, "QUERENT_TEST_POSTGRES"),
    (Dialect::Cockroach, "QUERENT_TEST_COCKROACH"),
];

/// The servers, each with a database of its own for one schema, which is dropped with them.
pub(crate) struct Servers {
    runtime: Runtime,
    servers: Vec<(Dialect, String, RefCell<Session>)>,
}

enum Session {
    Mysql(mysql_async::Conn),
    Postgres(tokio_postgres::Client),
}

/// Says which servers are not asked.
pub(crate) fn name_those_left_out() {
    for (dialect, variable) in VARIABLES {
        if std::env::var_os(variable).is_none() {
            let name = dialect.features().name;
            // Not by a macro, whose output a test that passes keeps for itself.
            let told =
                writeln!(std::io::stderr(), "not run: the texts of {name} on a server; {variable} would name one");
            told.expect("standard error can be written");
        }
    }
}

impl Servers {
    /// Makes the tables of a schema on each server.
    pub(crate) fn with(schema: &Schema) -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let mut servers = Vec::new();
        for (dialect, variable) in VARIABLES {
            let Ok(url) = std::env::var(variable) else { continue };
            let place = place();
            let mut session = runtime.block_on(Session::open(&url, &place))?;
            let made = runtime.block_on(session.batch(&schema.ddl(dialect)));
            servers.push((dialect, place, RefCell::new(session)));
            made.map_err(|error| format!("{} refuses the schema's own DDL: {error}", dialect.features().name))?;
        }
        Ok(Servers { runtime, servers })
    }

    /// Checks that a text can be prepared, that it has this many placeholders, and where it gives rows, this many columns.
    pub(crate) fn check(
        &self,
        dialect: Dialect,
        sql: &str,
        placeholders: usize,
        columns: Option<usize>,
    ) -> Result<(), String> {
        for (_, _, session) in self.servers.iter().filter(|(of, ..)| *of == dialect) {
            let (counted, given) = self.runtime.block_on(session.borrow_mut().prepare(sql))?;
            if counted != placeholders {
                return Err(format!("the server counts {counted} placeholders for {placeholders} values"));
            }
            // MariaDB tells the columns of RETURNING when the statement is run.
            if given > 0 && columns.is_some_and(|columns| columns != given) {
                return Err(format!("the server gives {given} columns for {columns:?} of the plan"));
            }
        }
        Ok(())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for (_, place, session) in &mut self.servers {
            let dropped = self.runtime.block_on(session.get_mut().remove(place));
            if let Err(error) = dropped {
                eprintln!("`{place}` is left on the server: {error}");
            }
        }
    }
}

/// A name that no other test of this machine takes.
fn place() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("querent_cases_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

impl Session {
    async fn open(url: &str, place: &str) -> Result<Session, String> {
        if url.starts_with("mysql:") || url.starts_with("mariadb:") {
            let url = url.replacen("mariadb:", "mysql:", 1);
            let mut connection = mysql_async::Conn::from_url(url).await.map_err(|error| error.to_string())?;
            let set_up = format!(
                "SET sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE', NAMES utf8mb4; \
                 CREATE DATABASE {place}; USE {place}"
            );
            connection.query_drop(set_up).await.map_err(|error| error.to_string())?;
            return Ok(Session::Mysql(connection));
        }
        let url = url.replacen("cockroach:", "postgres:", 1);
        let (client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        let mut session = Session::Postgres(client);
        session.batch(&format!("CREATE SCHEMA {place}; SET search_path = {place}")).await?;
        Ok(session)
    }

    async fn batch(&mut self, sql: &str) -> Result<(), String> {
        match self {
            Session::Mysql(connection) => connection.query_drop(sql).await.map_err(|error| error.to_string()),
            Session::Postgres(client) => client.batch_execute(sql).await.map_err(postgres_error),
        }
    }

    /// How many placeholders a text has, and how many columns its rows.
    async fn prepare(&mut self, sql: &str) -> Result<(usize, usize), String> {
        match self {
            Session::Mysql(connection) => {
                let statement = connection.prep(sql).await.map_err(|error| error.to_string())?;
                let numbers = (usize::from(statement.num_params()), usize::from(statement.num_columns()));
                connection.close(statement).await.map_err(|error| error.to_string())?;
                Ok(numbers)
            }
            Session::Postgres(client) => {
                let statement = client.prepare(sql).await.map_err(postgres_error)?;
                Ok((statement.params().len(), statement.columns().len()))
            }
        }
    }

    async fn remove(&mut self, place: &str) -> Result<(), String> {
        let sql = match self {
            Session::Mysql(_) => format!("DROP DATABASE {place}"),
            Session::Postgres(_) => format!("DROP SCHEMA {place} CASCADE"),
        };
        self.batch(&sql).await
    }
}

/// What the server says; `Display` of the library says only that it said something.
fn postgres_error(error: tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
}
