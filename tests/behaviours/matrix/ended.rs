//! Connections that a server itself has ended while they lay in the pool: by its own timeout, by an administrator. Nothing is imitated here.

use super::page::{self, Cells, Table};
use super::{HANG, PROBE, SERVERS, said};
use crate::{SCHEMA, users};
use mysql_async::prelude::Queryable;
use querent::{Database, query};
use querent_tests::stores::{self, Place, Store, tell};
use std::time::{Duration, Instant};

const IDLE: &str = "the server closed the connection for having been idle";
const KILLED: &str = "an administrator ended the connection";

const READ: &str = "a read";
const STREAM: &str = "a stream";
const WRITE: &str = "a write that stands alone";
const MANY: &str = "many rows";
const BEGIN: &str = "BEGIN";

const CASES: &[[&str; 2]] = &[
    [READ, IDLE],
    [STREAM, IDLE],
    [WRITE, IDLE],
    [MANY, IDLE],
    [BEGIN, IDLE],
    [READ, KILLED],
    [STREAM, KILLED],
    [WRITE, KILLED],
    [MANY, KILLED],
    [BEGIN, KILLED],
];

/// Who looks at a server from another database of it, and ends connections to the one of the test.
struct Administrator {
    is_mysql: bool,
    url: String,
    database: String,
}

impl Administrator {
    fn of(place: &Place) -> Administrator {
        let (server, database) = place.url.rsplit_once('/').unwrap();
        let is_mysql = place.url.starts_with('m');
        let (_, server) = server.split_once("://").unwrap();
        let url = if is_mysql { format!("mysql://{server}/mysql") } else { format!("postgres://{server}/postgres") };
        Administrator { is_mysql, url, database: database.to_owned() }
    }

    /// Makes the server close a connection that has written a row, once it has been idle for a while.
    async fn grow_impatient(&self, place: &Place) {
        let text = match self.is_mysql {
            // The session's own time, of which the pool knows nothing.
            true => {
                "CREATE TRIGGER impatient BEFORE INSERT ON users FOR EACH ROW SET SESSION wait_timeout = 1".to_owned()
            }
            false => format!("ALTER DATABASE {} SET idle_session_timeout = '400ms'", self.database),
        };
        tell(&place.url, &text).await.unwrap();
    }

    /// The connections to the database, by their numbers.
    async fn connections(&self) -> Vec<u64> {
        if self.is_mysql {
            let mut connection = mysql_async::Conn::from_url(&self.url).await.unwrap();
            let ids = format!("SELECT id FROM information_schema.processlist WHERE db = '{}'", self.database);
            let ids = connection.query(ids).await.unwrap();
            connection.disconnect().await.unwrap();
            return ids;
        }
        let (client, connection) = tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let ids = "SELECT pid::int8 FROM pg_stat_activity WHERE datname = $1";
        let rows = client.query(ids, &[&self.database]).await.unwrap();
        rows.iter().map(|row| row.get::<_, i64>(0) as u64).collect()
    }

    /// Ends them all, or waits until the server has ended them by itself.
    async fn end(&self, what: &str) {
        assert!(!self.connections().await.is_empty(), "there is a connection to be ended");
        for id in if what == KILLED { self.connections().await } else { Vec::new() } {
            let text = if self.is_mysql { format!("KILL {id}") } else { format!("SELECT pg_terminate_backend({id})") };
            tell(&self.url, &text).await.unwrap();
        }
        let begin = Instant::now();
        while !self.connections().await.is_empty() {
            assert!(begin.elapsed() < HANG, "the server does not end the connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn act(db: &Database, at: &str) -> querent::Result<()> {
    match at {
        READ => query!(users.count).run(db).await.map(drop),
        STREAM => query!(users.find).stream(db).next().await.transpose().map(drop),
        WRITE => query!(users.insert { name: {PROBE} }).run(db).await.map(drop),
        MANY => query!(users.insert_many [{ name: {PROBE} }, { name: {PROBE} }]).run(db).await.map(drop),
        _ => {
            let tx = db.begin().await?;
            query!(users.insert { name: {PROBE} }).run(&tx).await?;
            tx.commit().await
        }
    }
}

/// Runs all cases on a server, each of them a few times on the same pool.
async fn run_all(store: &'static Store) -> Cells {
    let mut cells = Cells::default();
    let place = store.fresh().await;
    let administrator = Administrator::of(&place);
    let db = Database::connect(&place.url).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    db.close().await.unwrap();
    administrator.grow_impatient(&place).await;
    let db = Database::builder().pool_size(2).connect(&place.url).await.unwrap();
    for &[at, what] in CASES {
        println!("{}: {at}, {what}", store.name);
        query!(users.insert { name: "before" }).run(&db).await.unwrap();
        administrator.end(what).await;
        let done = tokio::time::timeout(HANG, act(&db, at)).await.expect("no hang");
        let rows = query!(users.delete where name = {PROBE}).run(&db).await.unwrap();
        let wanted = match at {
            READ | STREAM => 0,
            MANY => 2,
            _ => 1,
        };
        assert!(rows == wanted || rows == 0 && done.is_err(), "{rows} rows: {done:?}");
        let outcome = match (wanted, rows) {
            (0, _) => "",
            (_, 0) => "; nothing written",
            _ => "; written",
        };
        cells.insert((at, what, store.name), said(&done) + outcome);
    }
    db.close().await.unwrap();
    place.remove().await;
    cells
}

#[tokio::test]
async fn connections_that_servers_end_are_as_the_page_says() {
    let mut cells = Cells::default();
    for store in stores::here().filter(|store| SERVERS.contains(&store.name)) {
        cells.extend(run_all(store).await);
    }
    page::check(&Table { name: "connections that a server ends", columns: SERVERS, rows: CASES.to_vec() }, &cells);
}
