//! What is PostgreSQL's own: connections that end, locks, plans that do not fit any more, and what its URLs say.

use crate::{SCHEMA, accounts, people, samples, users};
use querent::{Database, DatabaseBuilder, ErrorKind, query};
use querent_tests::proxy::{Fault, Proxy};
use querent_tests::stores::{self, Place};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Runs a body on a fresh database with the schema and five users in it, where there is a server.
async fn on_postgres(body: impl AsyncFn(&str)) {
    for store in stores::here().filter(|store| store.name == "PostgreSQL") {
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
async fn other(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn small(url: &str, with: impl FnOnce(DatabaseBuilder) -> DatabaseBuilder) -> Database {
    with(Database::builder().pool_size(1).acquire_timeout(Duration::from_millis(200))).connect(url).await.unwrap()
}

const KILL_OTHERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                           WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test]
async fn connections_that_the_server_has_closed_are_replaced() {
    on_postgres(async |url| {
        let db = Database::connect(url).await.unwrap();
        let other = other(url).await;
        for _ in 0..3 {
            assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
            other.batch_execute(KILL_OTHERS).await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert_eq!(query!(users.update { age: 20 } where name = "Ann").run(&db).await.unwrap(), 1);
            other.batch_execute(KILL_OTHERS).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_write_that_is_given_up_is_broken_off_and_its_connection_is_not_used_again() {
    on_postgres(async |url| {
        let db = small(url, |builder| builder).await;
        let other = other(url).await;
        other.batch_execute("BEGIN; SELECT * FROM users WHERE name = 'Ann' FOR UPDATE").await.unwrap();
        let waiting = query!(users.update { age: 99 } where name = "Ann").run(&db);
        assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
        assert_eq!(query!(users.count where age = 99).run(&db).await.unwrap(), 0);
        tokio::time::sleep(Duration::from_millis(200)).await;
        other.batch_execute("COMMIT").await.unwrap();
        assert_eq!(query!(users.count where age = 99).run(&db).await.unwrap(), 0, "the server was told to stop");
    })
    .await;
}

#[tokio::test]
async fn who_holds_the_connections_is_said_to_those_who_wait_in_vain() {
    on_postgres(async |url| {
        let db = small(url, |builder| builder).await;
        let other = other(url).await;
        other.batch_execute("BEGIN; LOCK TABLE users").await.unwrap();
        let held = tokio::spawn({
            let db = db.clone();
            async move { query!(users.find where age > 1).run(&db).await }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        let error = query!(users.count).run(&db).await.unwrap_err();
        assert!(error.kind() == ErrorKind::PoolTimeout && error.is_timeout(), "{error:?}");
        let text = error.to_string();
        assert!(
            text.contains("1 of 1 are in use") && text.contains("users.find (") && text.contains("postgres.rs"),
            "{text}"
        );
        other.batch_execute("COMMIT").await.unwrap();
        assert_eq!(held.await.unwrap().unwrap().len(), 4);
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_statement_whose_plan_does_not_fit_any_more_is_prepared_once_more() {
    on_postgres(async |url| {
        let db = small(url, |builder| builder).await;
        let ages = async || query!(users.find { age } where name = "Bob").run(&db).await.unwrap()[0].age;
        assert_eq!(ages().await, Some(25));
        other(url).await.batch_execute("ALTER TABLE users ALTER COLUMN age TYPE bigint").await.unwrap();
        assert_eq!(ages().await, Some(25));
    })
    .await;
}

#[tokio::test]
async fn an_index_serves_an_order_with_nulls_and_an_equality_with_them() {
    on_postgres(async |url| {
        let db = small(url, |builder| builder).await;
        let rows = (0..3000).map(|number| samples::New { whole: Some(number), ..samples::New::new() });
        query!(samples.insert_many {rows.collect::<Vec<_>>()}).run(&db).await.unwrap();
        other(url).await.batch_execute("ANALYZE samples").await.unwrap();
        for number in [Some(5), None] {
            for plan in [
                query!(samples.find order by whole take 3).explain(&db).await.unwrap(),
                query!(samples.find order by whole desc take 3).explain(&db).await.unwrap(),
                query!(samples.find where whole is {number} and id > 1).explain(&db).await.unwrap(),
            ] {
                assert!(plan.contains("samples_by_whole"), "{plan}");
            }
        }
        // As often as it takes the server to try a plan for all values alike.
        for number in 0..20 {
            let found =
                query!(samples.count where whole is {Some(number)} or whole is {None::<i32>}).run(&db).await.unwrap();
            assert_eq!(found, 1);
            assert_eq!(query!(samples.count where not (whole is {Some(number)})).run(&db).await.unwrap(), 2999);
        }
    })
    .await;
}

#[tokio::test]
async fn without_prepared_statements_everything_is_the_same() {
    on_postgres(async |url| {
        let db = Database::connect(&format!("{url}?prepare=off")).await.unwrap();
        let ids: Vec<i64> = query!(users.find { id } where age >= {18} order by id)
            .run(&db)
            .await
            .unwrap()
            .iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(query!(users.count where id in {&ids}).run(&db).await.unwrap(), ids.len() as u64);
        assert_eq!(query!(users.count where name in {["Ann", "x\"y\\"]}).run(&db).await.unwrap(), 1);
        let row = query!(users.insert { name: "Fay", age: {Some(3)}, active: {true} }).run(&db).await.unwrap();
        let row = query!(users.get where id = {row.id} and created_at = {row.created_at}).run(&db).await.unwrap();
        assert_eq!((row.name.as_str(), row.age), ("Fay", Some(3)));
        assert_eq!(query!(users.delete where id = {row.id}).run(&db).await.unwrap(), 1);
        assert!(
            query!(users.insert { name: "Ann", email: "ann@example.org" })
                .run(&db)
                .await
                .unwrap_err()
                .is_unique_violation()
        );
    })
    .await;
}

#[tokio::test]
async fn what_takes_too_long_is_broken_off_by_the_server() {
    on_postgres(async |url| {
        let db = Database::connect(&format!("{url}?statement_timeout=50ms")).await.unwrap();
        let other = other(url).await;
        other.batch_execute("BEGIN; LOCK TABLE users").await.unwrap();
        let error = query!(users.count).run(&db).await.unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Query && !error.is_outcome_unknown(), "{error:?}");
        other.batch_execute("COMMIT").await.unwrap();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_connected_to_is_named_with_the_way_out() {
    on_postgres(async |url| {
        let (before, _) = url.rsplit_once('/').unwrap();
        let error = Database::connect(&format!("{before}/querent_no_such_database")).await.unwrap_err();
        assert!(error.is_unknown_database() && error.to_string().contains("querent_no_such_database"), "{error}");
        let error = Database::connect("postgres://me:secret@127.0.0.1:1/x").await.unwrap_err();
        assert!(error.is_connection_lost() && error.to_string().contains("127.0.0.1:1"), "{error}");
        assert!(!format!("{error:?}").contains("secret"));
        let (_, host) = url.split_once('@').unwrap();
        let user = url.split("://").nth(1).unwrap().split('@').next().unwrap();
        let db = Database::connect(&format!("postgres://{user}@127.0.0.1:1,{host}")).await.unwrap();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5, "the second host answers");
    })
    .await;
}

/// The URL by way of a network that can be broken.
async fn before(url: &str) -> (Proxy, String) {
    let (proxy, url) = Proxy::before_url(url).await;
    (proxy, format!("{url}?sslmode=disable"))
}

#[tokio::test]
async fn whether_a_write_was_made_is_not_claimed_to_be_known() {
    on_postgres(async |url| {
        let (proxy, through) = before(url).await;
        let db = Database::connect(&through).await.unwrap();
        let add = async |name: &str| query!(users.insert { name: {name} }).run(&db).await;
        add("warm").await.unwrap();
        for (name, fault, made) in [("before", Fault::CutBefore("before"), 0), ("after", Fault::CutAfter("after"), 1)] {
            proxy.set(fault).await;
            let error = add(name).await.unwrap_err();
            assert!(error.is_connection_lost() && error.is_outcome_unknown(), "{error:?}");
            assert_eq!(query!(users.count where name = {name}).run(&db).await.unwrap(), made, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_holds_nobody_up_for_longer_than_the_timeout() {
    on_postgres(async |url| {
        let (proxy, through) = before(url).await;
        proxy.set(Fault::BlackHole).await;
        let since = Instant::now();
        let error =
            Database::builder().acquire_timeout(Duration::from_millis(200)).connect(&through).await.unwrap_err();
        assert!(error.is_timeout() && error.kind() == ErrorKind::Connection, "{error:?}");
        assert!(since.elapsed() < Duration::from_secs(5));
        let error = Database::connect(&format!("{through}&connect_timeout=200ms")).await.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains("200ms"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn idle_connections_are_closed_after_their_time() {
    on_postgres(async |url| {
        let db = Database::builder().idle_timeout(Duration::from_millis(40)).connect(url).await.unwrap();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
        let other = other(url).await;
        let count =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let since = Instant::now();
        while other.query_one(count, &[]).await.unwrap().get::<_, i64>(0) > 0 {
            assert!(since.elapsed() < Duration::from_secs(10), "it is not closed");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
    })
    .await;
}

/// What is TEXT to schema.sql is of types that only the database knows.
const OF_OTHER_TYPES: &str = "
    DROP TABLE users CASCADE;
    CREATE TYPE role AS ENUM ('member', 'admin');
    CREATE DOMAIN short AS varchar(40) CHECK (value <> 'never');
    CREATE DOMAIN rank AS role;
    CREATE TABLE users (
        id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name short NOT NULL, email char(9), age integer, role rank NOT NULL DEFAULT 'member',
        active boolean NOT NULL DEFAULT true, created_at timestamptz NOT NULL DEFAULT now());
    DROP TABLE accounts;
    CREATE TABLE accounts (
        id uuid PRIMARY KEY, login uuid NOT NULL, password jsonb NOT NULL, visits integer NOT NULL DEFAULT 0, settings json NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);";

#[tokio::test]
async fn many_rows_go_into_columns_of_types_that_only_the_database_knows() {
    on_postgres(async |url| {
        other(url).await.batch_execute(OF_OTHER_TYPES).await.unwrap();
        for options in ["", "?prepare=off"] {
            let db = Database::connect(&format!("{url}{options}")).await.unwrap();
            let new = |name: &str| users::New { email: Some("nine char".to_owned()), ..users::New::new(name) };
            let mut rows = vec![new("Ann"), new("Bob \"{},\\ NULL"), users::New::new("NULL")];
            rows[1].role = Some(users::Role::Admin);
            let rows = query!(users.insert_many {&rows} returning { name, email, role }).run(&db).await.unwrap();
            let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names, ["Ann", "Bob \"{},\\ NULL", "NULL"]);
            let roles: Vec<_> = rows.iter().map(|row| (row.role, row.email.as_deref())).collect();
            let expected = [users::Role::Member, users::Role::Admin, users::Role::Member];
            assert_eq!(roles.iter().map(|row| row.0).collect::<Vec<_>>(), expected);
            assert_eq!(roles.iter().map(|row| row.1).collect::<Vec<_>>(), [Some("nine char"), Some("nine char"), None]);
            let error = query!(users.insert_many {[new("fine"), new("never")]}).run(&db).await.unwrap_err();
            assert!(error.is_check_violation(), "a domain's: {error:?}");
            let logins = [1, 2].map(|number| uuid::Uuid::from_u128(number).to_string());
            let rows = logins.map(|login| accounts::New::new(login, "[1]"));
            assert_eq!(query!(accounts.insert_many {&rows}).run(&db).await.unwrap(), 2);
            assert_eq!(query!(accounts.count).run(&db).await.unwrap(), 2);
            query!(accounts.delete all).run(&db).await.unwrap();
            query!(users.delete all).run(&db).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_begin_that_is_lost_with_its_first_statement_has_begun_nothing() {
    on_postgres(async |url| {
        let (proxy, through) = Proxy::before_url(url).await;
        let db = small(&format!("{through}?sslmode=disable"), |builder| builder).await;
        let count = async || query!(users.count).run(&db).await.unwrap();
        assert_eq!(count().await, 5);
        for (turn, fault) in (0..).zip([Fault::CutBefore("BEGIN"), Fault::CutAfter("BEGIN")]) {
            proxy.set(fault.clone()).await;
            let tx = db.begin().await.unwrap();
            let error = query!(users.insert { name: "lost" }).run(&tx).await.unwrap_err();
            assert!(error.is_connection_lost() && !error.is_outcome_unknown(), "{fault:?}: {error:?}");
            assert!(tx.commit().await.is_err());
            assert_eq!(count().await, 5 + turn);
            proxy.set(fault.clone()).await;
            let calls = AtomicU32::new(0);
            let moved = db.transaction(async |tx| {
                calls.fetch_add(1, Ordering::Relaxed);
                query!(users.insert { name: "kept" }).run(&tx).await
            });
            moved.await.unwrap();
            assert_eq!((calls.into_inner(), count().await), (2, 6 + turn), "{fault:?}");
        }
        // The server ends the connection when BEGIN is about to be sent.
        let tx = db.begin().await.unwrap();
        other(url).await.batch_execute(KILL_OTHERS).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let error = query!(users.insert { name: "lost" }).run(&tx).await.unwrap_err();
        assert!(error.is_connection_lost() && !error.is_outcome_unknown(), "{error:?}");
        drop(tx);
        assert_eq!(count().await, 7);
    })
    .await;
}

/// A message of a server's.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind], &(body.len() as u32 + 4).to_be_bytes()[..], body].concat()
}

/// What says that it is PostgreSQL, knows one statement without values and rows, and refuses BEGIN as a hot standby does that is to be serializable.
/// Gives its address, and how many connections it has taken.
async fn refuses_to_begin() -> (SocketAddr, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, taken) = (listener.local_addr().unwrap(), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let ready = message(b'Z', b"I");
                let refused = b"SERROR\0VERROR\0C0A000\0Mcannot use serializable mode in a hot standby\0\0";
                let mut said = vec![0; 4096];
                let mut is_known = false;
                while let Ok(length @ 1..) = client.read(&mut said).await {
                    let holds = |word: &[u8]| said[..length].windows(word.len()).any(|part| part == word);
                    let answer = if !std::mem::replace(&mut is_known, true) {
                        [message(b'R', &[0; 4]), ready.clone()].concat()
                    } else if holds(b"BEGIN") {
                        [message(b'E', refused), ready.clone()].concat()
                    } else if holds(b"DELETE") {
                        [message(b'1', b""), message(b't', &[0; 2]), message(b'n', b""), ready.clone()].concat()
                    } else {
                        [message(b'2', b""), message(b'C', b"DELETE 3\0"), ready.clone()].concat()
                    };
                    client.write_all(&answer).await.unwrap();
                }
            });
        }
    });
    (address, taken)
}

#[tokio::test]
async fn a_begin_that_is_refused_is_the_error_of_the_first_statement_and_ends_the_connection() {
    let (address, taken) = refuses_to_begin().await;
    let db = small(&format!("postgres://someone@{address}/shop?sslmode=disable"), |builder| builder).await;
    let is_refused = |error: &querent::Error| error.to_string().contains("cannot use serializable mode");
    let delete = || query!(users.delete all);
    let tx = db.begin().await.unwrap();
    let error = delete().run(&tx).await.unwrap_err();
    assert!(is_refused(&error) && !error.is_outcome_unknown(), "it was about to be prepared: {error:?}");
    assert!(delete().run(&tx).await.is_err() && tx.commit().await.is_err());
    assert_eq!(delete().run(&db).await.unwrap(), 3, "by another connection");
    assert_eq!(taken.load(Ordering::Relaxed), 2);
    // It is prepared by now, and stood behind BEGIN: what was to be in a transaction may have been made outside of one.
    let tx = db.begin().await.unwrap();
    let error = delete().run(&tx).await.unwrap_err();
    assert!(is_refused(&error) && error.is_outcome_unknown(), "{error:?}");
    drop(tx);
    assert_eq!(delete().run(&db).await.unwrap(), 3);
    assert_eq!(taken.load(Ordering::Relaxed), 3);
}
