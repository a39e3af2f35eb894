//! MariaDB by hand, over mysql_async.

use super::{DATABASES, ROWS, items, placing, user, with_database};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Statement, TxOpts, Value};
use std::fs;
use std::path::Path;

const COLUMNS: &str = "name, email, parent, score, active, visits, city";
/// So many rows go into one statement; more would be more parameters than a statement may have.
const TOGETHER: usize = 1000;

/// A connection, its statements prepared.
pub(crate) struct Peer {
    connection: Conn,
    look_up: Statement,
    all: Statement,
    insert: Statement,
    insert_row: Statement,
    insert_rows: Statement,
}

async fn open(url: &str) -> Conn {
    let url = url.replacen("mariadb:", "mysql:", 1);
    let options = OptsBuilder::from_opts(Opts::from_url(&url).expect("a URL"));
    // By itself it would leave TCP for the socket of this machine.
    let by_socket = url.contains("socket=");
    Conn::new(options.prefer_socket(by_socket)).await.expect("a connection")
}

impl super::Peer for Peer {
    const NAME: &'static str = "mysql_async";

    async fn connect(url: &str) -> Self {
        let mut connection = open(url).await;
        let mut prepare = async |text: String| connection.prep(text).await.expect("a statement");
        let insert = format!("INSERT INTO items ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)");
        Peer {
            look_up: prepare(format!("SELECT id, {COLUMNS} FROM items WHERE id = ?")).await,
            all: prepare(format!("SELECT id, {COLUMNS} FROM items WHERE id <= ?")).await,
            insert: prepare(format!("{insert} RETURNING id, {COLUMNS}")).await,
            insert_row: prepare(insert.clone()).await,
            insert_rows: prepare(insert + &", (?, ?, ?, ?, ?, ?, ?)".repeat(TOGETHER - 1)).await,
            connection,
        }
    }

    async fn look_up(&mut self, id: i64) -> Option<items::Row> {
        self.connection.exec_first(&self.look_up, (id,)).await.unwrap().map(item)
    }

    async fn all(&mut self) -> Vec<items::Row> {
        self.connection.exec_map(&self.all, (ROWS,), item).await.unwrap()
    }

    async fn insert(&mut self, new: &items::New) -> items::Row {
        item(self.connection.exec_first(&self.insert, values(new)).await.unwrap().unwrap())
    }

    async fn insert_many(&mut self, rows: &[items::New]) {
        let values = |rows: &[items::New]| rows.iter().flat_map(values).collect::<Vec<Value>>();
        if rows.len() == TOGETHER {
            return self.connection.exec_drop(&self.insert_rows, values(rows)).await.unwrap();
        }
        let mut transaction = self.connection.start_transaction(TxOpts::default()).await.unwrap();
        for rows in rows.chunks(TOGETHER) {
            transaction.exec_drop(&self.insert_rows, values(rows)).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }

    async fn insert_each(&mut self, rows: &[items::New]) {
        let mut transaction = self.connection.start_transaction(TxOpts::default()).await.unwrap();
        for row in rows {
            transaction.exec_drop(&self.insert_row, values(row)).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }

    async fn reset(&mut self) {
        self.connection.exec_drop("DELETE FROM items WHERE id > ?", (ROWS,)).await.unwrap();
    }

    /// Its threads clear away what was deleted as it comes.
    async fn settle(_: &str) {}
}

fn values(new: &items::New) -> Vec<Value> {
    let items::New { name, email, parent, score, active, visits, city, .. } = new;
    vec![name.into(), email.as_ref().into(), parent.into(), score.into(), active.into(), visits.into(), city.into()]
}

fn item(row: (i64, String, Option<String>, i64, f64, bool, i64, String)) -> items::Row {
    let (id, name, email, parent, score, active, visits, city) = row;
    items::Row { id, name, email, parent, score, active, visits, city }
}

pub(crate) struct Mariadb;

impl super::Server for Mariadb {
    async fn make(url: &str) -> Vec<(String, [String; 2])> {
        let mut connection = open(url).await;
        for name in DATABASES {
            connection.query_drop(format!("DROP DATABASE IF EXISTS {name}")).await.expect("a database of its own");
            connection.query_drop(format!("CREATE DATABASE {name}")).await.expect("a database of its own");
        }
        let socket: Option<String> = connection.query_first("SELECT @@socket").await.unwrap();
        connection.disconnect().await.expect("a goodbye");
        let mut ways = vec![("MariaDB, TCP".to_owned(), DATABASES.map(|name| with_database(url, name)))];
        match socket {
            Some(socket) => {
                let url = |name| format!("mysql://{}localhost/{name}?socket={socket}", user(url));
                ways.push(("MariaDB, socket".to_owned(), DATABASES.map(url)));
            }
            None => println!("MariaDB has no unix socket here"),
        }
        ways
    }

    async fn remove(url: &str) {
        let mut connection = open(url).await;
        for name in DATABASES {
            connection.query_drop(format!("DROP DATABASE {name}")).await.expect("its own database");
        }
        connection.disconnect().await.expect("a goodbye");
    }

    const NAME: &'static str = "MariaDB";

    async fn main_process(url: &str) -> Result<u32, String> {
        let mut connection = open(url).await;
        let paths: Option<(String, String)> = connection.query_first("SELECT @@datadir, @@pid_file").await.unwrap();
        connection.disconnect().await.expect("a goodbye");
        let (folder, file) = paths.ok_or("it does not tell where its process is named")?;
        let path = Path::new(&folder).join(file);
        let process = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let process = process.trim().parse().map_err(|_| format!("{} names no process", path.display()))?;
        placing::is_one_of(process, &["mariadbd", "mysqld"])
    }
}
