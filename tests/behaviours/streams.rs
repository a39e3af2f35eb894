//! A stream in a transaction reads rows as they come, and leaves the transaction as it was or over, wherever it is dropped.

#[cfg(feature = "servers")]
use crate::{SCHEMA, posts};
use crate::{on_every_store, users};
use querent::{Database, query};
#[cfg(feature = "servers")]
use querent_tests::on_every_server;
#[cfg(feature = "servers")]
use querent_tests::proxy::{Fault, Proxy};
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

async fn count(db: &Database) -> u64 {
    tokio::time::timeout(Duration::from_secs(10), query!(users.count).run(db)).await.expect("a connection").unwrap()
}

#[test]
fn a_stream_that_is_dropped_between_two_rows_leaves_its_transaction_usable() {
    on_every_store(async |db| {
        for (number, taken) in [0, 1, 64, 65, 320, 400].into_iter().enumerate() {
            let tx = db.begin().await.unwrap();
            query!(users.delete all).run(&tx).await.unwrap();
            let rows: Vec<_> = (0..1000).map(|number| users::New::new(format!("{number}"))).collect();
            query!(users.insert_many {rows}).run(&tx).await.unwrap();
            let mut stream = query!(users.find { name } order by id).stream(&tx);
            for expected in 0..taken {
                assert_eq!(stream.next().await.unwrap().unwrap().name, expected.to_string());
            }
            drop(stream);
            // What follows is a query, a part, another stream, or the end.
            match number % 4 {
                0 => drop(query!(users.insert { name: "Ann" }).run(&tx).await.unwrap()),
                1 => {
                    let part = tx.savepoint().await.unwrap();
                    query!(users.insert { name: "Ann" }).run(&part).await.unwrap();
                    part.commit().await.unwrap();
                }
                2 => {
                    let mut stream = query!(users.find { name } order by id desc).stream(&tx);
                    assert_eq!(stream.next().await.unwrap().unwrap().name, "999");
                    drop(stream);
                    let rows = vec![users::New::new("Ann")];
                    query!(users.insert_many {rows}).run(&tx).await.unwrap();
                }
                _ => {}
            }
            tx.commit().await.unwrap();
            assert_eq!(count(db).await, if number % 4 == 3 { 1000 } else { 1001 }, "{taken} rows were taken");
        }
    });
}

#[test]
fn a_stream_that_is_dropped_while_rows_are_on_their_way_leaves_its_transaction_usable_or_over() {
    on_every_store(async |db| {
        let rows: Vec<_> = (0..1000).map(|number| users::New::new(format!("{number}"))).collect();
        query!(users.insert_many {rows}).run(db).await.unwrap();
        let mut before = 1000;
        for taken in [0, 1, 64, 320] {
            let tx = db.begin().await.unwrap();
            query!(users.insert { name: "Ann" }).run(&tx).await.unwrap();
            let mut stream = query!(users.find).stream(&tx);
            for _ in 0..taken {
                stream.next().await.unwrap().unwrap();
            }
            let pending = pin!(stream.next()).poll(&mut Context::from_waker(Waker::noop())).is_pending();
            drop(stream);
            match query!(users.insert { name: "Ben" }).run(&tx).await {
                Ok(_) => {
                    tx.commit().await.unwrap();
                    before += 2;
                }
                Err(error) => {
                    assert!(pending && error.to_string().contains("was dropped while it ran"), "{taken}: {error}");
                    tx.commit().await.unwrap_err();
                }
            }
            assert_eq!(count(db).await, before, "{taken} rows were taken");
        }
    });
}

/// 32 MB are asked for, of which the server sends what fits between it and us.
#[cfg(feature = "servers")]
#[test]
fn rows_that_nobody_has_read_yet_stay_on_the_server() {
    const ROWS: usize = 2000;
    const ON_THE_WAY: usize = 16 << 20;
    on_every_server(async |place| {
        let (proxy, url) = Proxy::before_url(&place.url).await;
        let db = Database::connect(&format!("{url}?sslmode=disable")).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        let ann = query!(users.insert { name: "Ann" }).run(&db).await.unwrap();
        for _ in 0..20 {
            let post = || posts::New { content: Some("x".repeat(16 << 10)), ..posts::New::new(ann.id, "long") };
            let rows: Vec<_> = (0..ROWS / 20).map(|_| post()).collect();
            query!(posts.insert_many {rows}).run(&db).await.unwrap();
        }
        let tx = db.begin().await.unwrap();
        let mut stream = query!(posts.find order by id).stream(&tx);
        // Were all rows read at once, the connection would break before the first came.
        proxy.set(Fault::ResetAfter(ON_THE_WAY)).await;
        stream.next().await.unwrap().unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(matches!(proxy.fault(), Fault::ResetAfter(_)), "more than {ON_THE_WAY} bytes were sent");
        proxy.set(Fault::None).await;
        let mut read = 1;
        while let Some(row) = stream.next().await {
            assert_eq!(row.unwrap().content.unwrap().len(), 16 << 10);
            read += 1;
        }
        assert_eq!(read, ROWS);
        drop(stream);
        tx.commit().await.unwrap();
        db.close().await.unwrap();
    });
}
