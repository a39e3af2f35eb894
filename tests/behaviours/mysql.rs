//! What is MySQL's and MariaDB's own: connections that end, limits of packets, keys that are read back, and what their URLs say.

use crate::{SCHEMA, people, users};
use mysql_async::prelude::Queryable;
use querent::{Database, Dialect, query};
use querent_tests::proxy::{Fault, Proxy};
use querent_tests::stores::{self, Place};
use std::time::{Duration, Instant};

/// Runs a body on a fresh database with the schema and five users in it, on each of both servers.
async fn on_mysql(body: impl AsyncFn(&str)) {
    for store in stores::here().filter(|store| matches!(store.name, "MySQL" | "MariaDB")) {
        println!("on {}:", store.name);
        let place: Place = store.fresh().await;
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        people(&db).await;
        db.close().await.unwrap();
        body(&place.url).await;
        place.remove().await;
    }
}

/// A connection of another program.
async fn other(url: &str) -> mysql_async::Conn {
    mysql_async::Conn::from_url(url.replacen("mariadb:", "mysql:", 1)).await.unwrap()
}

/// Ends all other connections to this database.
async fn kill_others(connection: &mut mysql_async::Conn) {
    let ids = "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()";
    for id in connection.query::<u64, _>(ids).await.unwrap() {
        connection.query_drop(format!("KILL {id}")).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn a_read_that_meets_a_closed_connection_is_made_again() {
    on_mysql(async |url| {
        let db = Database::connect(url).await.unwrap();
        let mut other = other(url).await;
        for _ in 0..3 {
            assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
            kill_others(&mut other).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_write_finds_out_that_its_connection_was_closed_before_it_is_sent() {
    on_mysql(async |url| {
        let db = Database::connect(url).await.unwrap();
        let mut other = other(url).await;
        let mut closed = async || {
            assert!(query!(users.count).run(&db).await.unwrap() >= 5);
            kill_others(&mut other).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        closed().await;
        assert_eq!(query!(users.update { age: 1 } where name = "Ann").run(&db).await.unwrap(), 1);
        closed().await;
        assert_eq!(query!(users.insert { name: "Fay" }).run(&db).await.unwrap().name, "Fay");
        closed().await;
        let rows = ["Gus", "Hal"].map(users::New::new);
        assert_eq!(query!(users.insert_many {rows}).run(&db).await.unwrap(), 2);
        closed().await;
        let tx = db.begin().await.unwrap();
        query!(users.insert { name: "Ida" }).run(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 9);
    })
    .await;
}

#[tokio::test]
async fn a_lock_is_waited_for_as_long_as_the_builder_says() {
    on_mysql(async |url| {
        let db = Database::builder().busy_timeout(Duration::from_millis(900)).connect(url).await.unwrap();
        let mut other = other(url).await;
        other.query_drop("BEGIN").await.unwrap();
        other.query_drop("UPDATE users SET age = 1 WHERE name = 'Ann'").await.unwrap();
        let began = Instant::now();
        let error = query!(users.update { age: 2 } where name = "Ann").run(&db).await.unwrap_err();
        assert!(error.is_busy() && began.elapsed() < Duration::from_secs(10), "{error}");
    })
    .await;
}

#[tokio::test]
async fn long_lists_and_many_rows_keep_to_the_servers_packets() {
    on_mysql(async |url| {
        let db = Database::connect(url).await.unwrap();
        let ids: Vec<i64> = (0..100_000).collect();
        assert_eq!(query!(users.count where id in {&ids}).run(&db).await.unwrap(), 5);
        assert_eq!(query!(users.count where id not in {&ids}).run(&db).await.unwrap(), 0);
        let rows: Vec<users::New> = (0..5000).map(|n| users::New::new(format!("{n:0>200}"))).collect();
        assert_eq!(query!(users.insert_many {&rows}).run(&db).await.unwrap(), 5000);
        let rows: Vec<users::New> = (0..20).map(|n| users::New::new(format!("row {n}"))).collect();
        let stored = query!(users.insert_many {&rows} returning { id, name }).run(&db).await.unwrap();
        assert_eq!(stored.len(), 20);
        assert!(stored.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert!(stored.iter().zip(&rows).all(|(stored, row)| stored.name == row.name));
    })
    .await;
}

#[tokio::test]
async fn statements_are_prepared_once_more_when_tables_have_changed() {
    on_mysql(async |url| {
        let db = Database::builder().pool_size(1).connect(url).await.unwrap();
        assert_eq!(query!(users.find where age = 25).run(&db).await.unwrap().len(), 2);
        let mut other = other(url).await;
        other.query_drop("ALTER TABLE users ADD COLUMN extra INT FIRST").await.unwrap();
        other.query_drop("ALTER TABLE users MODIFY COLUMN age BIGINT").await.unwrap();
        assert_eq!(query!(users.find where age = 25).run(&db).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_lock_is_not_waited_for_without_end() {
    on_mysql(async |url| {
        let db = Database::connect(&format!("{url}?statement_timeout=1s")).await.unwrap();
        let mut other = other(url).await;
        other.query_drop("BEGIN").await.unwrap();
        other.query_drop("UPDATE users SET age = 1 WHERE name = 'Ann'").await.unwrap();
        let began = Instant::now();
        let error = query!(users.update { age: 2 } where name = "Ann").run(&db).await.unwrap_err();
        assert!(error.is_timeout() && began.elapsed() < Duration::from_secs(10), "{error}");
        other.query_drop("ROLLBACK").await.unwrap();
        assert_eq!(query!(users.update { age: 2 } where name = "Ann").run(&db).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_network_may_break_and_nothing_hangs() {
    on_mysql(async |url| {
        let (proxy, through) = Proxy::before_url(url).await;
        let through = format!("{through}?connect_timeout=500ms&statement_timeout=500ms&sslmode=disable");
        let db = Database::connect(&through).await.unwrap();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
        proxy.reset();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5, "a read is made again");
        proxy.set(Fault::BlackHole).await;
        let began = Instant::now();
        let error = query!(users.count).run(&db).await.unwrap_err();
        assert!(error.is_timeout() && began.elapsed() < Duration::from_secs(10), "{error}");
        proxy.set(Fault::None).await;
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5, "the pool recovers");
    })
    .await;
}

#[tokio::test]
async fn the_texts_are_those_of_the_server_that_was_found() {
    on_mysql(async |url| {
        let (_, rest) = url.split_once("://").unwrap();
        for scheme in ["mysql", "mariadb"] {
            let db = Database::connect(&format!("{scheme}://{rest}")).await.unwrap();
            let query = query!(users.insert { name: "Fay" } returning { id });
            assert_ne!(query.sql(Dialect::Mysql), query.sql(Dialect::Mariadb));
            assert!(query.run(&db).await.unwrap().id > 5);
        }
    })
    .await;
}

/// The flags of a server's greeting, of which one says whether it encrypts.
async fn encrypts(url: &str) -> bool {
    let answer: Option<(String, String)> =
        other(url).await.query_first("SHOW VARIABLES LIKE 'have_ssl'").await.unwrap();
    // MySQL always does by now, and has struck the variable.
    answer.is_none_or(|(_, value)| value == "YES")
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_asked_for_it_once() {
    on_mysql(async |url| {
        let (proxy, through) = Proxy::before_url(url).await;
        let db = Database::builder().pool_size(3).connect(&through).await.unwrap();
        let parts = [db.begin().await.unwrap(), db.begin().await.unwrap(), db.begin().await.unwrap()];
        for tx in parts {
            assert_eq!(query!(users.count).run(&tx).await.unwrap(), 5);
            tx.rollback().await.unwrap();
        }
        let asked = usize::from(!encrypts(url).await);
        assert_eq!(proxy.accepted(), 3 + asked);
    })
    .await;
}

#[tokio::test]
async fn lists_of_texts_have_all_letters_in_a_database_of_few() {
    on_mysql(async |url| {
        let (_, database) = url.rsplit_once('/').unwrap();
        other(url).await.query_drop(format!("ALTER DATABASE {database} CHARACTER SET latin1")).await.unwrap();
        let db = Database::connect(url).await.unwrap();
        query!(users.insert_many [{ name: "?" }, { name: "\u{44f}" }]).run(&db).await.unwrap();
        let names = query!(users.find { name } where name in {["\u{44f}"]}).run(&db).await.unwrap();
        assert_eq!(names.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["\u{44f}"]);
        assert_eq!(query!(users.count where upper(name) in {["\u{42f}", "\u{1f600}"]}).run(&db).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn lists_of_texts_are_compared_with_columns_of_any_collation() {
    on_mysql(async |url| {
        let db = Database::connect(url).await.unwrap();
        for collation in ["utf8mb4_unicode_ci", "utf8mb4_general_ci", "latin1_swedish_ci"] {
            let (letters, _) = collation.split_once('_').unwrap();
            let column = format!("name VARCHAR(255) CHARACTER SET {letters} COLLATE {collation} NOT NULL");
            other(url).await.query_drop(format!("ALTER TABLE users MODIFY {column}")).await.unwrap();
            assert_eq!(query!(users.count where name in {["Ann", "Bob"]}).run(&db).await.unwrap(), 2, "{collation}");
            let changed = query!(users.update { age: 30 } where name in {["Ann"]}).run(&db).await;
            assert_eq!(changed.unwrap(), 1, "{collation}");
        }
    })
    .await;
}
