//! A variable with the URL of a server → a database of one test's own on that server, made and dropped without querent.

use mysql_async::prelude::Queryable;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How the names of databases begin that tests make. The seconds of their making and the process follow.
const PREFIX: &str = "querent_test_";

/// A database that is older was left by a run that was killed.
const OLD: Duration = Duration::from_secs(60 * 60);

/// The URL that a variable, or else the file of `cargo xtask servers up`, has for a store.
pub(crate) fn url(variable: &str) -> Option<String> {
    match std::env::var(variable) {
        Ok(url) => Some(url).filter(|url| !url.is_empty()),
        // A run that brings its servers up itself names all that it wants.
        Err(_) if std::env::var_os("QUERENT_TEST_ONLY_NAMED").is_some() => None,
        Err(_) => kept(variable),
    }
}

/// The URL of a server that was brought up to stay.
fn kept(variable: &str) -> Option<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/servers.env");
    let text = std::fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| line.strip_prefix(variable)?.strip_prefix('=').map(str::to_owned))
}

/// A database that was made for one test.
pub(crate) struct Made {
    pub(crate) url: String,
    name: String,
    server: String,
}

impl Made {
    /// Makes a database on the server that a variable names; the first time also drops what killed runs left there.
    pub(crate) async fn new(variable: &str) -> Result<Made, String> {
        static SWEPT: Mutex<Option<HashSet<String>>> = Mutex::new(None);
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = url(variable).ok_or("it is not set")?;
        let mut session = Session::open(&server).await?;
        let is_first = SWEPT.lock().unwrap().get_or_insert_default().insert(server.clone());
        if is_first {
            session.sweep().await?;
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}_{}_{number}", seconds_now(), std::process::id());
        session.send(&format!("CREATE DATABASE {name}")).await?;
        session.close().await;
        Ok(Made { url: with_database(&server, &name), name, server })
    }

    /// Drops the database. One that cannot be dropped now is old some time later.
    pub(crate) async fn remove(self) {
        if let Ok(mut session) = Session::open(&self.server).await {
            if let Err(why) = session.drop_database(&self.name).await {
                println!("{} is left behind: {why}", self.name);
            }
            session.close().await;
        }
    }
}

/// Sends one statement.
pub(crate) async fn tell(url: &str, sql: &str) -> Result<(), String> {
    let mut session = Session::open(url).await?;
    session.send(sql).await?;
    session.close().await;
    Ok(())
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Whether a database was made by a test that must have ended long ago.
fn is_left(name: &str, now: u64) -> bool {
    let made = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()?.parse::<u64>().ok());
    made.is_some_and(|made| made + OLD.as_secs() < now)
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let authority = rest.split('/').next().unwrap_or_default();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{authority}/{name}{query}")
}

/// The URL with another word before `://`.
fn with_scheme(url: &str, scheme: &str) -> String {
    format!("{scheme}://{}", url.split_once("://").map_or(url, |(_, rest)| rest))
}

/// A connection of the tests' own.
enum Session {
    Postgres(tokio_postgres::Client),
    Mysql(mysql_async::Conn),
}

impl Session {
    async fn open(url: &str) -> Result<Session, String> {
        match url.split("://").next() {
            Some("postgres" | "postgresql" | "cockroach") => {
                // An option of querent's, which tokio-postgres does not know.
                let url = with_scheme(url, "postgres").replace("?prepare=off", "");
                let (client, connection) =
                    tokio_postgres::connect(&url, tokio_postgres::NoTls).await.map_err(|error| whole(&error))?;
                tokio::spawn(connection);
                Ok(Session::Postgres(client))
            }
            Some("mysql" | "mariadb") => {
                let url = with_scheme(url, "mysql");
                mysql_async::Conn::from_url(url).await.map(Session::Mysql).map_err(|error| whole(&error))
            }
            _ => Err("its scheme is not known".to_owned()),
        }
    }

    async fn send(&mut self, sql: &str) -> Result<(), String> {
        match self {
            Session::Postgres(client) => client.batch_execute(sql).await.map_err(|error| whole(&error)),
            Session::Mysql(connection) => connection.query_drop(sql).await.map_err(|error| whole(&error)),
        }
    }

    async fn databases(&mut self) -> Result<Vec<String>, String> {
        match self {
            Session::Postgres(client) => {
                let rows = client.simple_query("SELECT datname FROM pg_database").await;
                let rows = rows.map_err(|error| whole(&error))?;
                let name = |row| match row {
                    tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                    _ => None,
                };
                Ok(rows.into_iter().filter_map(name).collect())
            }
            Session::Mysql(connection) => connection.query("SHOW DATABASES").await.map_err(|error| whole(&error)),
        }
    }

    /// Drops the databases that killed runs left.
    async fn sweep(&mut self) -> Result<(), String> {
        let now = seconds_now();
        for name in self.databases().await?.iter().filter(|name| is_left(name, now)) {
            // Another run may be doing the same.
            self.drop_database(name).await.ok();
        }
        Ok(())
    }

    async fn drop_database(&mut self, name: &str) -> Result<(), String> {
        match self {
            Session::Postgres(_) => {
                let forced = self.send(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
                if forced.is_err() {
                    // CockroachDB has its own word for it.
                    self.send(&format!("DROP DATABASE {name} CASCADE")).await.or(forced)?;
                }
                Ok(())
            }
            Session::Mysql(_) => {
                // A transaction that a test left open holds its tables.
                self.send("SET SESSION lock_wait_timeout = 5").await?;
                self.send(&format!("DROP DATABASE {name}")).await
            }
        }
    }

    async fn close(self) {
        match self {
            Session::Postgres(client) => drop(client),
            Session::Mysql(connection) => _ = connection.disconnect().await,
        }
    }
}

/// An error with its causes.
fn whole(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_databases_take_the_place_of_the_path() {
        for (url, with) in [
            ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/x"),
            ("mysql://root:p%40ss@h:1/test?a=b", "mysql://root:p%40ss@h:1/x?a=b"),
            ("cockroach://root@h", "cockroach://root@h/x"),
        ] {
            assert_eq!(with_database(url, "x"), with);
        }
        assert_eq!(with_scheme("mariadb://root@h/x", "mysql"), "mysql://root@h/x");
    }

    #[test]
    fn only_databases_of_tests_that_ended_long_ago_are_left_ones() {
        assert!(is_left("querent_test_1000_7_0", 1000 + 3601));
        assert!(!is_left("querent_test_1000_7_0", 1000 + 3599));
        assert!(!is_left("querent_test_x", 5000) && !is_left("querent_cases_1_1", 5000) && !is_left("shop", 5000));
    }

    #[tokio::test]
    async fn a_database_is_there_until_it_is_removed_and_a_left_one_is_swept() {
        let variables = ["POSTGRES", "MARIADB", "MYSQL", "COCKROACH"].map(|name| format!("QUERENT_TEST_{name}"));
        for variable in variables.iter().filter(|variable| url(variable).is_some()) {
            let mut session = Session::open(&url(variable).unwrap()).await.unwrap();
            let left = format!("{PREFIX}1_{}_{}", std::process::id(), variable.to_lowercase());
            session.send(&format!("CREATE DATABASE {left}")).await.unwrap();
            session.sweep().await.unwrap();
            let made = Made::new(variable).await.unwrap();
            let inside = Session::open(&made.url).await.unwrap();
            let names = session.databases().await.unwrap();
            assert!(names.contains(&made.name) && !names.contains(&left), "{variable}: {names:?}");
            let name = made.name.clone();
            made.remove().await;
            assert!(!session.databases().await.unwrap().contains(&name), "{variable}");
            inside.close().await;
            session.close().await;
        }
    }
}
