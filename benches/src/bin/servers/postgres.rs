//! PostgreSQL by hand, over tokio-postgres.

use super::{DATABASES, ROWS, items, placing, user, with_database};
use tokio_postgres::{Client, NoTls, Row, Statement};

const COLUMNS: &str = "name, email, parent, score, active, visits, city";

/// A connection, its statements prepared.
pub(crate) struct Peer {
    client: Client,
    look_up: Statement,
    all: Statement,
    insert: Statement,
    insert_row: Statement,
    insert_arrays: Statement,
}

async fn open(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

impl super::Peer for Peer {
    const NAME: &'static str = "tokio-postgres";

    async fn connect(url: &str) -> Self {
        let client = open(url).await;
        let prepare = async |text: String| client.prepare(&text).await.expect("a statement");
        let insert = format!("INSERT INTO items ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)");
        Peer {
            look_up: prepare(format!("SELECT id, {COLUMNS} FROM items WHERE id = $1")).await,
            all: prepare(format!("SELECT id, {COLUMNS} FROM items WHERE id <= $1")).await,
            insert: prepare(format!("{insert} RETURNING id, {COLUMNS}")).await,
            insert_row: prepare(insert.clone()).await,
            insert_arrays: prepare(format!(
                "INSERT INTO items ({COLUMNS}) SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::float8[], \
                 $5::bool[], $6::int8[], $7::text[])"
            ))
            .await,
            client,
        }
    }

    async fn look_up(&mut self, id: i64) -> Option<items::Row> {
        self.client.query_opt(&self.look_up, &[&id]).await.unwrap().map(|row| item(&row))
    }

    async fn all(&mut self) -> Vec<items::Row> {
        self.client.query(&self.all, &[&ROWS]).await.unwrap().iter().map(item).collect()
    }

    async fn insert(&mut self, new: &items::New) -> items::Row {
        let items::New { name, email, parent, score, active, visits, city, .. } = new;
        let row = self.client.query_one(&self.insert, &[name, email, parent, score, active, visits, city]).await;
        item(&row.unwrap())
    }

    async fn insert_many(&mut self, rows: &[items::New]) {
        let names: Vec<&str> = rows.iter().map(|row| &*row.name).collect();
        let emails: Vec<Option<&str>> = rows.iter().map(|row| row.email.as_deref()).collect();
        let parents: Vec<i64> = rows.iter().map(|row| row.parent).collect();
        let scores: Vec<f64> = rows.iter().map(|row| row.score).collect();
        let active: Vec<bool> = rows.iter().map(|row| row.active).collect();
        let visits: Vec<i64> = rows.iter().map(|row| row.visits).collect();
        let cities: Vec<&str> = rows.iter().map(|row| &*row.city).collect();
        let columns = self
            .client
            .execute(&self.insert_arrays, &[&names, &emails, &parents, &scores, &active, &visits, &cities])
            .await;
        assert_eq!(columns.unwrap(), rows.len() as u64);
    }

    async fn insert_each(&mut self, rows: &[items::New]) {
        let transaction = self.client.transaction().await.unwrap();
        for items::New { name, email, parent, score, active, visits, city, .. } in rows {
            let values =
                transaction.execute(&self.insert_row, &[name, email, parent, score, active, visits, city]).await;
            values.unwrap();
        }
        transaction.commit().await.unwrap();
    }

    async fn reset(&mut self) {
        self.client.execute("DELETE FROM items WHERE id > $1", &[&ROWS]).await.unwrap();
    }

    async fn settle(url: &str) {
        let client = open(url).await;
        for text in ["ALTER TABLE items SET (autovacuum_enabled = false)", "VACUUM ANALYZE items", "CHECKPOINT"] {
            client.batch_execute(text).await.expect("an owner's right");
        }
    }
}

fn item(row: &Row) -> items::Row {
    items::Row {
        id: row.get(0),
        name: row.get(1),
        email: row.get(2),
        parent: row.get(3),
        score: row.get(4),
        active: row.get(5),
        visits: row.get(6),
        city: row.get(7),
    }
}

pub(crate) struct Postgres;

impl super::Server for Postgres {
    async fn make(url: &str) -> Vec<(String, [String; 2])> {
        let client = open(url).await;
        for name in DATABASES {
            let made = [
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                format!("CREATE DATABASE {name}"),
                // The disk is not what is measured.
                format!("ALTER DATABASE {name} SET synchronous_commit = off"),
            ];
            for text in made {
                client.batch_execute(&text).await.expect("a database of its own");
            }
        }
        let shown =
            async |name: &str| client.query_one(&format!("SHOW {name}"), &[]).await.unwrap().get::<_, String>(0);
        let (folders, port) = (shown("unix_socket_directories").await, shown("port").await);
        let mut ways = vec![("PostgreSQL, TCP".to_owned(), DATABASES.map(|name| with_database(url, name)))];
        let folder = folders.split(',').next().unwrap_or_default().trim();
        if folder.is_empty() {
            println!("PostgreSQL has no unix socket here");
        } else {
            let folder = folder.replace('/', "%2F");
            let url = |name| format!("postgres://{}{folder}:{port}/{name}", user(url));
            ways.push(("PostgreSQL, socket".to_owned(), DATABASES.map(url)));
        }
        ways
    }

    async fn remove(url: &str) {
        let client = open(url).await;
        for name in DATABASES {
            client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("its own database");
        }
    }

    const NAME: &'static str = "PostgreSQL";

    async fn main_process(url: &str) -> Result<u32, String> {
        let row = open(url).await.query_one("SELECT pg_backend_pid()", &[]).await.map_err(|error| error.to_string())?;
        let own = placing::is_one_of(row.get::<_, i32>(0).unsigned_abs(), &["postgres"])?;
        let parent = placing::parent(own).ok_or("its first process is not found")?;
        placing::is_one_of(parent, &["postgres"])
    }
}
