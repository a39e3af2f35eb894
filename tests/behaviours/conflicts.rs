//! What becomes of a transaction that met another one, on a real server.

use crate::{SCHEMA, people, users};
use querent::{Database, TransactionGuard, query};
use querent_tests::on_every_server;
use querent_tests::proxy::{Fault, Proxy};
use querent_tests::stores::{self, tell};
use std::time::Duration;

async fn age(db: &Database, id: i64) -> Option<i32> {
    query!(users.get where id = {id}).run(db).await.unwrap().age
}

/// Adds to one, then to the other; a moment between, in which another transaction may do it the other way round.
async fn add(tx: &TransactionGuard, first: i64, second: i64) -> querent::Result<u64> {
    query!(users.update { age: age + 1 } where id = {first}).run(tx).await?;
    tokio::time::sleep(Duration::from_millis(100)).await;
    query!(users.update { age: age + 1 } where id = {second}).run(tx).await
}

/// The server has undone the whole transaction: what the program still sends for it would stand alone there.
#[test]
fn nothing_of_a_transaction_that_lost_a_deadlock_reaches_the_server_any_more() {
    on_every_server(async |place| {
        let (proxy, url) = Proxy::before_url(&place.url).await;
        let db = Database::connect(&format!("{url}?sslmode=disable")).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        people(&db).await;
        let ids = query!(users.find { id } order by name take 2).run(&db).await.unwrap();
        let (ann, bob) = (ids[0].id, ids[1].id);
        let (one, other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
        let outcomes = tokio::join!(add(&one, ann, bob), add(&other, bob, ann));
        let (loser, winner, error) = match outcomes {
            (Err(error), Ok(_)) => (one, other, error),
            (Ok(_), Err(error)) => (other, one, error),
            outcomes => panic!("one of both wins: {outcomes:?}"),
        };
        assert!(error.is_retryable(), "{error}");

        proxy.set(Fault::CutBefore("after the conflict")).await;
        for _ in 0..2 {
            let row = query!(users.insert_many [{ name: {"after the conflict"} }]).run(&loser).await;
            let error = row.unwrap_err();
            assert!(error.is_retryable() && error.to_string().contains("undone"), "{error}");
        }
        loser.savepoint().await.unwrap_err();
        assert!(matches!(proxy.fault(), Fault::CutBefore(_)), "a statement was sent");
        proxy.set(Fault::None).await;
        loser.commit().await.unwrap_err();
        winner.commit().await.unwrap();
        assert_eq!((age(&db, ann).await, age(&db, bob).await), (Some(18), Some(26)));
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 5);
        db.close().await.unwrap();
    });
}

/// A statement by itself is a transaction of its own, which the server has undone: nothing is lost when it is run again.
#[test]
fn a_statement_that_lost_a_deadlock_is_run_again() {
    on_every_server(async |place| {
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        people(&db).await;
        let ids = query!(users.find { id } order by id).run(&db).await.unwrap();
        let (first, second) = (ids[0].id, ids[1].id);
        // It has changed more than the statement will have, so the statement is what a server undoes.
        let tx = db.begin().await.unwrap();
        assert_eq!(query!(users.update { age: 30 } where id > {first}).run(&tx).await.unwrap(), 4);
        let statement =
            async { query!(users.update { age: coalesce(age, 0) + 1 } where id in {[first, second]}).run(&db).await };
        let transaction = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            query!(users.update { age: 10 } where id = {first}).run(&tx).await?;
            tx.commit().await
        };
        let (changed, committed) = tokio::join!(statement, transaction);
        committed.unwrap();
        assert_eq!(changed.unwrap(), 2);
        assert_eq!((age(&db, first).await, age(&db, second).await), (Some(11), Some(31)));
        db.close().await.unwrap();
    });
}

/// Lets the first two rows that are inserted meet another transaction, and counts the transactions in which that was.
const CONFLICTS: &str = "
    CREATE SEQUENCE conflicts;
    CREATE SEQUENCE transactions MINVALUE 0 START 0;
    CREATE SEQUENCE last_transaction;
    CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT last_value FROM last_transaction) <> txid_current() THEN
            PERFORM nextval('transactions'), setval('last_transaction', txid_current());
        END IF;
        IF nextval('conflicts') <= 2 THEN
            RAISE EXCEPTION 'restart transaction: forced' USING errcode = '40001';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER conflicts BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION conflict();";

#[tokio::test]
async fn cockroachdb_tries_again_in_the_same_transaction() {
    for store in stores::here().filter(|store| store.name == "CockroachDB") {
        let place = store.fresh().await;
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        tell(&place.url, CONFLICTS).await.unwrap();
        let mut calls = 0;
        let name = db.transaction(|tx| {
            calls += 1;
            let name = format!("of try {calls}");
            async move { querent::Ok(query!(users.insert { name: {name} }).run(&tx).await?.name) }
        });
        assert_eq!((name.await.unwrap(), calls), ("of try 3".to_owned(), 3));
        let names = query!(users.find { name }).run(&db).await.unwrap();
        assert_eq!(names.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["of try 3"]);

        let url = place.url.replacen("cockroach:", "postgres:", 1);
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let seen = client.query_one("SELECT last_value, is_called FROM transactions", &[]).await.unwrap();
        assert_eq!((seen.get::<_, i64>(0), seen.get::<_, bool>(1)), (0, true), "all tries were in one transaction");
        drop(client);
        db.close().await.unwrap();
        place.remove().await;
    }
}
