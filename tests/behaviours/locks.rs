//! `for update`: what was read stays as it is until the end of the transaction.

use crate::{SCHEMA, names, on_every_store, people, users};
use querent::{Database, Error, TransactionOptions, query};
#[cfg(feature = "servers")]
use querent_tests::on_every_server;
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn id_of(db: &Database, name: &str) -> i64 {
    query!(users.find_first { id } where name = {name}).run(db).await.unwrap().unwrap().id
}

/// Each reads a number and writes the next one: without the lock two would write the same.
#[test]
fn no_count_is_lost_between_reading_and_writing() {
    on_every_store(async |db| {
        people(db).await;
        let id = id_of(db, "Ann").await;
        let patient = TransactionOptions::new().tries(1000).try_for(Duration::from_secs(60));
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (db, patient) = (db.clone(), patient.clone());
                tokio::spawn(async move {
                    for _ in 0..5 {
                        let counted = db.transaction_with(patient.clone(), async |tx| {
                            let age = query!(users.get where id = {id} for update).run(&tx).await?.age.unwrap_or(0);
                            tokio::task::yield_now().await;
                            query!(users.update { age: {age + 1} } where id = {id}).run(&tx).await?;
                            querent::Ok(())
                        });
                        counted.await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(query!(users.get where id = {id}).run(db).await.unwrap().age, Some(17 + 40));
    });
}

#[test]
fn the_second_waits_for_the_first_and_sees_what_it_has_written() {
    on_every_store(async |db| {
        people(db).await;
        let id = id_of(db, "Ann").await;
        let tx = db.begin().await.unwrap();
        query!(users.get where id = {id} for update).run(&tx).await.unwrap();
        let begin = Instant::now();
        let first = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            query!(users.update { age: 99 } where id = {id}).run(&tx).await.unwrap();
            tx.commit().await.unwrap();
        };
        let second = db.transaction(async |tx| query!(users.get where id = {id} for update).run(&tx).await);
        let ((), seen) = tokio::join!(first, second);
        assert_eq!(seen.unwrap().age, Some(99));
        assert!(begin.elapsed() >= Duration::from_millis(100));
    });
}

#[test]
fn where_nothing_is_locked_nothing_is_left_out_and_nothing_fails() {
    on_every_store(async |db| {
        people(db).await;
        let tx = db.begin().await.unwrap();
        let rows = query!(users.find where active order by name take 3 for update skip locked).run(&tx).await.unwrap();
        assert_eq!(names(&rows), ["Ann", "Bob", "Cid"]);
        let first = query!(users.find_first { name } order by name desc for update nowait).run(&tx).await.unwrap();
        assert_eq!(first.unwrap().name, "Eve");
        let shared = Arc::new(tx.savepoint().await.unwrap());
        let none = query!(users.get where id = {-1} for update).run(&shared).await.unwrap_err();
        assert!(none.is_not_found(), "{none}");
        drop(shared);
        let mut stream = query!(users.find { name } order by name for update).stream(&tx);
        let mut streamed = Vec::new();
        while let Some(row) = stream.next().await {
            streamed.push(row.unwrap().name);
        }
        assert_eq!(streamed, ["Ann", "Bob", "Cid", "Dee", "Eve"]);
        tx.commit().await.unwrap();
    });
}

/// Where rows are locked one by one, others go on with the rest.
#[cfg(feature = "servers")]
#[test]
fn rows_that_others_have_locked_are_passed_over_or_an_error() {
    on_every_server(async |place| {
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        people(&db).await;
        let id = id_of(&db, "Bob").await;
        let tx = db.begin().await.unwrap();
        query!(users.get where id = {id} for update).run(&tx).await.unwrap();
        let other = db.begin().await.unwrap();
        let rest = query!(users.find order by id for update skip locked).run(&other).await.unwrap();
        assert_eq!(names(&rest), ["Ann", "Cid", "Dee", "Eve"]);
        other.commit().await.unwrap();

        let other = db.begin().await.unwrap();
        let begin = Instant::now();
        let error: Error = query!(users.get where id = {id} for update nowait).run(&other).await.unwrap_err();
        assert!(error.is_busy() && error.is_retryable() && !error.is_outcome_unknown(), "{error:?}");
        assert!(begin.elapsed() < Duration::from_secs(1), "it has waited {:?}", begin.elapsed());
        other.rollback().await.unwrap();

        tx.rollback().await.unwrap();
        let other = db.begin().await.unwrap();
        query!(users.get where id = {id} for update nowait).run(&other).await.unwrap();
        other.commit().await.unwrap();
        db.close().await.unwrap();
    });
}

/// Where one transaction writes at a time it has locked everything from its beginning.
#[test]
fn where_writers_take_turns_the_lock_is_that_of_the_whole_transaction() {
    for url in ["sqlite::memory:", "file::memory:"] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Database::connect(url).await.unwrap();
            db.sync(&SCHEMA).await.unwrap();
            let tx = db.begin().await.unwrap();
            let other = tokio::time::timeout(Duration::from_millis(50), db.begin()).await;
            assert!(other.is_err(), "{url}: a second writer began");
            query!(users.find for update nowait).run(&tx).await.unwrap();
            tx.commit().await.unwrap();
            let other = tokio::time::timeout(Duration::from_secs(5), db.begin()).await.unwrap();
            query!(users.find for update skip locked).run(&other.unwrap()).await.unwrap();
        });
    }
}

#[test]
fn a_read_only_transaction_locks_nothing() {
    on_every_store(async |db| {
        people(db).await;
        let tx = db.begin_with(TransactionOptions::new().read_only()).await.unwrap();
        let error = query!(users.find for update).run(&tx).await.unwrap_err();
        assert!(error.is_read_only(), "{error}");
        assert_eq!(query!(users.count).run(&tx).await.unwrap(), 5);
        tx.commit().await.unwrap();
    });
}
