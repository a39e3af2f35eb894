//! What a transaction writes is there as a whole or not at all, however it ends.

use crate::{names, on_every_store, people, users};
use querent::{Database, Error, Isolation, Result, Transaction, TransactionOptions, query};
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

async fn count(db: &Database) -> u64 {
    query!(users.count).run(db).await.unwrap()
}

#[test]
fn what_was_committed_is_there_and_what_was_undone_is_not() {
    on_every_store(async |db| {
        let tx = db.begin().await.unwrap();
        let ann = query!(users.insert { name: "Ann" }).run(&tx).await.unwrap();
        assert_eq!(
            query!(users.find).run(&tx).await.unwrap(),
            std::slice::from_ref(&ann),
            "it sees what it has written"
        );
        tx.commit().await.unwrap();
        assert_eq!(query!(users.find).run(db).await.unwrap(), [ann]);

        let tx = db.begin().await.unwrap();
        query!(users.delete all).run(&tx).await.unwrap();
        tx.rollback().await.unwrap();
        let tx = db.begin().await.unwrap();
        query!(users.insert { name: "Ben" }).run(&tx).await.unwrap();
        drop(tx);
        assert_eq!(names(&query!(users.find).run(db).await.unwrap()), ["Ann"]);
    });
}

#[test]
fn a_closure_commits_its_value_and_undoes_its_error() {
    on_every_store(async |db| {
        let id = db
            .transaction(async |tx| {
                let ann = query!(users.insert { name: "Ann" }).run(&tx).await?;
                query!(users.update { age: 30 } where id = {ann.id}).run(&tx).await?;
                querent::Ok(ann.id)
            })
            .await
            .unwrap();
        assert_eq!(query!(users.get where id = {id}).run(db).await.unwrap().age, Some(30));

        #[derive(Debug)]
        enum Refused {
            ByUs,
            ByTheStore(#[expect(dead_code, reason = "printed when it comes unexpectedly")] Error),
        }
        impl From<Error> for Refused {
            fn from(error: Error) -> Self {
                Refused::ByTheStore(error)
            }
        }
        let refused = db.transaction(async |tx| {
            query!(users.delete all).run(&tx).await?;
            Err::<(), Refused>(Refused::ByUs)
        });
        assert!(matches!(refused.await, Err(Refused::ByUs)));
        assert_eq!(count(db).await, 1);
    });
}

#[test]
fn a_panic_undoes_everything() {
    on_every_store(async |db| {
        let ours = db.clone();
        let panicked = tokio::spawn(async move {
            ours.transaction(async |tx| {
                query!(users.insert { name: "Ann" }).run(&tx).await?;
                if query!(users.exists).run(&tx).await? {
                    panic!("as it was meant");
                }
                querent::Ok(())
            })
            .await
        });
        assert!(panicked.await.unwrap_err().is_panic());
        assert_eq!(count(db).await, 0);
    });
}

#[test]
fn a_failed_part_leaves_the_rest() {
    on_every_store(async |db| {
        people(db).await;
        db.transaction(async |tx| {
            query!(users.insert { name: "Fay" }).run(&tx).await?;
            let twice = tx.transaction(async |tx| {
                query!(users.insert { name: "Gus" }).run(&tx).await?;
                query!(users.insert { name: "Ann", email: "ann@example.org" }).run(&tx).await
            });
            assert!(twice.await.unwrap_err().is_unique_violation());
            tx.transaction(async |tx| {
                query!(users.insert { name: "Hal" }).run(&tx).await?;
                let inner = tx.transaction(async |tx| {
                    query!(users.delete all).run(&tx).await?;
                    query!(users.get where id = {-1}).run(&tx).await
                });
                assert!(inner.await.unwrap_err().is_not_found());
                querent::Ok(())
            })
            .await
        })
        .await
        .unwrap();
        let rows = query!(users.find order by name).run(db).await.unwrap();
        assert_eq!(names(&rows), ["Ann", "Bob", "Cid", "Dee", "Eve", "Fay", "Hal"]);
    });
}

#[test]
fn savepoints_are_kept_undone_and_dropped() {
    on_every_store(async |db| {
        let tx = db.begin().await.unwrap();
        for (name, how) in [("Ann", 0), ("Ben", 1), ("Cid", 2)] {
            let part = tx.savepoint().await.unwrap();
            query!(users.insert { name: {name} }).run(&part).await.unwrap();
            match how {
                0 => part.commit().await.unwrap(),
                1 => part.rollback().await.unwrap(),
                _ => drop(part),
            }
        }
        assert_eq!(names(&query!(users.find).run(&tx).await.unwrap()), ["Ann"]);
        tx.commit().await.unwrap();
        assert_eq!(names(&query!(users.find).run(db).await.unwrap()), ["Ann"]);
    });
}

#[test]
fn many_rows_are_written_and_read_in_it() {
    on_every_store(async |db| {
        db.transaction(async |tx| {
            let rows: Vec<_> = (0..1000).map(|number| users::New::new(format!("user {number}"))).collect();
            assert_eq!(query!(users.insert_many {rows}).run(&tx).await?, 1000);
            let mut ids = query!(users.find { id } order by id).stream(&tx);
            let mut before = 0;
            let mut seen = 0;
            while let Some(row) = ids.next().await {
                let id = row?.id;
                assert!(id > before);
                (before, seen) = (id, seen + 1);
            }
            assert_eq!(seen, 1000);
            // A stream that is not read to its end gives the turn back when it is dropped.
            let mut ids = query!(users.find { id }).stream(&tx);
            ids.next().await.unwrap()?;
            drop(ids);
            let removed = query!(users.delete where name starts_with "user 99" returning { name }).run(&tx).await?;
            assert_eq!(removed.len(), 11);
            querent::Ok(())
        })
        .await
        .unwrap();
        assert_eq!(count(db).await, 989);
    });
}

#[test]
fn many_rows_are_all_written_or_none() {
    on_every_store(async |db| {
        db.transaction(async |tx| {
            query!(users.insert { name: "Ann", email: "a" }).run(&tx).await?;
            let failed = tx.transaction(async |tx| {
                let rows: Vec<_> = (0..200)
                    .map(|n| users::New {
                        email: Some(if n < 199 { format!("{n}") } else { "a".into() }),
                        ..users::New::new("x")
                    })
                    .collect();
                query!(users.insert_many {rows}).run(&tx).await
            });
            assert!(failed.await.unwrap_err().is_unique_violation());
            querent::Ok(())
        })
        .await
        .unwrap();
        assert_eq!(count(db).await, 1);
    });
}

#[test]
fn queries_that_are_awaited_together_take_turns() {
    on_every_store(async |db| {
        let tx = db.begin().await.unwrap();
        let insert = async |name: &str| query!(users.insert { name: {name} }).run(&tx).await;
        let (ann, ben, all) = tokio::join!(insert("Ann"), insert("Ben"), query!(users.count).run(&tx));
        assert!(ann.is_ok() && ben.is_ok() && all.is_ok());
        tx.commit().await.unwrap();
        assert_eq!(count(db).await, 2);
    });
}

#[test]
fn a_read_only_transaction_writes_nothing() {
    on_every_store(async |db| {
        people(db).await;
        let tx = db.begin_with(TransactionOptions::new().read_only()).await.unwrap();
        assert_eq!(query!(users.count).run(&tx).await.unwrap(), 5);
        let error = query!(users.delete all).run(&tx).await.unwrap_err();
        assert!(error.is_read_only(), "{error}");
        assert_eq!(query!(users.count).run(&tx).await.unwrap(), 5);
        tx.commit().await.unwrap();
    });
}

#[test]
fn a_transaction_ends_with_its_timeout() {
    on_every_store(async |db| {
        let tx = db.begin_with(TransactionOptions::new().timeout(Duration::from_millis(30))).await.unwrap();
        query!(users.insert { name: "Ann" }).run(&tx).await.unwrap();
        tokio::time::sleep(Duration::from_millis(40)).await;
        let error = query!(users.insert { name: "Ben" }).run(&tx).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        drop(tx);
        assert_eq!(count(db).await, 0);
    });
}

#[cfg(debug_assertions)]
#[test]
fn a_query_on_the_database_inside_of_the_closure_is_an_error_that_names_it() {
    on_every_store(async |db| {
        let error = db
            .transaction(async |tx| {
                query!(users.insert { name: "Ann" }).run(&tx).await?;
                query!(users.insert { name: "Ben" }).run(db).await
            })
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(text.contains("users.insert (tests/behaviours/transactions.rs:"), "{text}");
        assert!(text.contains("inside of the transaction (tests/behaviours/transactions.rs:"), "{text}");
        assert_eq!(count(db).await, 0);
    });
}

/// Drops the future of each kind of use after each number of polls, and looks whether everything or nothing was done and the pool is whole.
#[test]
fn who_drops_a_future_at_any_poll_leaves_no_transaction_behind() {
    async fn whole(tx: Transaction) -> Result<u64> {
        query!(users.insert { name: "Ann" }).run(&tx).await?;
        let rows: Vec<_> = (0..120).map(|number| users::New::new(format!("{number}"))).collect();
        query!(users.insert_many {rows}).run(&tx).await?;
        tx.transaction(async |tx| query!(users.update { age: 1 } all).run(&tx).await).await?;
        let mut stream = query!(users.find).stream(&tx);
        while let Some(row) = stream.next().await {
            row?;
        }
        drop(stream);
        query!(users.count).run(&tx).await
    }
    on_every_store(async |db| {
        let mut ended = 0;
        for polls in 0..200_u64 {
            let before = count(db).await;
            {
                let mut future = pin!(db.transaction(whole));
                for _ in 0..polls {
                    if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                        ended += 1;
                        break;
                    }
                    // What it waits for on a thread or a server comes meanwhile.
                    tokio::time::sleep(Duration::from_micros(200)).await;
                }
            }
            let after = tokio::time::timeout(Duration::from_secs(5), count(db)).await.expect("a connection comes free");
            // One that was dropped while it was being committed may be made a little later: as a whole, and once.
            assert!(after >= before && after % 121 == 0, "{before} rows became {after}");
            let made = after / 121;
            assert!(
                (ended..=polls + 1).contains(&made),
                "{made} were made of {} begun, {ended} to their end",
                polls + 1
            );
            if ended > 3 {
                break;
            }
        }
        assert!(ended > 3, "it never came to its end");
        // The right to write is free, too.
        let all = query!(users.delete all).run(db);
        tokio::time::timeout(Duration::from_secs(5), all).await.expect("a turn to write").unwrap();
    });
}

#[test]
fn a_query_that_is_dropped_while_it_runs_undoes_its_transaction() {
    on_every_store(async |db| {
        people(db).await;
        let rows: Vec<_> = (0..300).map(|number| users::New::new(format!("{number}"))).collect();
        query!(users.insert_many {rows}).run(db).await.unwrap();
        let tx = db.begin().await.unwrap();
        query!(users.insert { name: "Fay" }).run(&tx).await.unwrap();
        let pending = {
            let mut update = pin!(query!(users.update { age: 1 } all).run(&tx));
            update.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
        };
        // A store that does it at once has done it.
        if pending {
            query!(users.count).run(&tx).await.unwrap_err();
            tx.commit().await.unwrap_err();
        } else {
            tx.commit().await.unwrap();
        }
        let expected = if pending { 305 } else { 306 };
        assert_eq!(tokio::time::timeout(Duration::from_secs(5), count(db)).await.unwrap(), expected);
    });
}

#[test]
fn while_a_part_is_open_nothing_else_goes_on() {
    on_every_store(async |db| {
        let tx = db.begin().await.unwrap();
        let part = tx.savepoint().await.unwrap();
        let error = query!(users.insert { name: "Ann" }).run(&tx).await.unwrap_err();
        assert!(error.to_string().contains("a part of the transaction is open"), "{error}");
        let inner = part.savepoint().await.unwrap();
        query!(users.insert { name: "Ben" }).run(&inner).await.unwrap();
        inner.commit().await.unwrap();
        part.commit().await.unwrap();
        query!(users.insert { name: "Cid" }).run(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(names(&query!(users.find order by name).run(db).await.unwrap()), ["Ben", "Cid"]);
    });
}

#[test]
fn a_handle_that_outlives_its_transaction_finds_it_over() {
    on_every_store(async |db| {
        let mut kept = None;
        let kept_by_closure = std::sync::Mutex::new(&mut kept);
        db.transaction(async |tx| {
            query!(users.insert { name: "Ann" }).run(&tx).await?;
            **kept_by_closure.lock().unwrap() = Some(tx);
            querent::Ok(())
        })
        .await
        .unwrap();
        let error = query!(users.insert { name: "Ben" }).run(&kept.unwrap()).await.unwrap_err();
        assert!(error.to_string().contains("the transaction is over"), "{error}");
        assert_eq!(count(db).await, 1);
    });
}

/// Another program has the lock: the transaction is tried as often as it may be, and says so.
#[tokio::test]
async fn a_lock_that_stays_is_met_as_often_as_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let url = format!("sqlite:{}", path.display());
    let db = Database::builder().busy_timeout(Duration::from_millis(5)).connect(&url).await.unwrap();
    db.sync(&crate::SCHEMA).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut calls = 0;
    let options = TransactionOptions::new().tries(3);
    let tried = db.transaction_with(options.clone(), |_| {
        calls += 1;
        async { querent::Ok(()) }
    });
    let error = tried.await.unwrap_err();
    assert!(error.is_retryable() && error.is_busy(), "{error}");
    assert_eq!((error.attempts(), calls), (3, 0), "it was never begun: {error}");
    assert!(error.to_string().contains("tried 3 times"), "{error}");

    other.execute_batch("ROLLBACK").unwrap();
    let done = db.transaction_with(options, |_| {
        calls += 1;
        async { querent::Ok(()) }
    });
    done.await.unwrap();
    assert_eq!(calls, 1);
}

#[test]
fn a_deferrable_transaction_is_refused_where_there_is_none() {
    on_every_store(async |db| {
        let options = TransactionOptions::new().isolation(Isolation::Serializable).read_only().deferrable();
        match db.begin_with(options).await {
            Ok(tx) => assert_eq!(query!(users.count).run(&tx).await.unwrap(), 0),
            Err(error) => assert!(error.to_string().contains("has no deferrable transactions"), "{error}"),
        }
        let options = TransactionOptions::new().isolation(Isolation::Serializable);
        let tx = db.begin_with(options).await.unwrap();
        query!(users.insert { name: "Ann" }).run(&tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(db).await, 1);
    });
}
