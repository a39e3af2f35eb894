//! Futures that are dropped at any point leave no transaction open, keep no connection, and have done all or nothing.

use crate::support::*;
use querent::__private::{InsertRow, Param, Params, Piece, RowList, TakesParams, query_count, query_rows};
use querent::Database;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

const LONG: &str =
    "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 30000000) SELECT max(n) FROM n";
/// New names each time: those of the table in memory are unique.
const MANY: &str = "INSERT INTO t (name) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000) SELECT hex(randomblob(12)) FROM n";

struct Named(i64);

impl InsertRow<Named> for Named {
    fn push_to<'r>(&'r self, params: &mut impl TakesParams<'r>) {
        params.push(Param::Integer(self.0));
    }
}

async fn count(db: &Database) -> u64 {
    query_count(read("SELECT count(*) FROM t"), Params::new()).run(db).await.unwrap()
}

/// Polls so many times, then drops; whether it came to its end, which must be a good one.
fn poll<T>(future: impl Future<Output = querent::Result<T>>, times: usize) -> bool {
    let mut future = pin!(future);
    (0..times).any(|_| {
        std::thread::sleep(Duration::from_micros(300));
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(_)) => true,
            Poll::Ready(Err(error)) => panic!("{error}"),
            Poll::Pending => false,
        }
    })
}

async fn databases() -> Vec<(Option<File>, Database)> {
    let file = File::new();
    let in_file = Database::builder().pool_size(2).connect(&file.url()).await.unwrap();
    execute(&in_file, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    vec![(None, memory().await), (Some(file), in_file)]
}

#[tokio::test]
async fn a_dropped_read_is_broken_off() {
    for (_file, db) in databases().await {
        for times in 0..6 {
            assert!(!poll(query_rows(read(LONG), Params::new(), decode_integer).run(&db), times));
            // On a database in memory this waits for the only connection, which comes back long before the statement would end.
            let back = tokio::time::timeout(Duration::from_secs(2), count(&db)).await;
            assert_eq!(back.expect("the connection comes back"), 0);
        }
    }
}

#[tokio::test]
async fn a_dropped_write_is_made_as_a_whole_or_not_at_all() {
    for (_file, db) in databases().await {
        let mut before = 0;
        for times in 0..12 {
            let statement = write(MANY);
            let ended = poll(query_count(statement, Params::new()).run(&db), times);
            // Another write queues behind what is left of it.
            execute(&db, "UPDATE t SET name = name WHERE id = 0").await;
            let after = count(&db).await;
            assert!(after == before || after == before + 5000, "{before} {after}");
            assert!(!ended || after == before + 5000);
            before = after;
        }
    }
}

#[tokio::test]
async fn a_dropped_insert_of_many_rows_writes_none() {
    const INSERT: &[Piece] = &[
        Piece::Text("INSERT INTO t (name) VALUES "),
        Piece::Rows(&[Piece::Text("("), Piece::Param(0), Piece::Text(")")]),
    ];
    let statement = made("t.insert_many").pieces(INSERT).writes(&["t"]).done();
    for (_file, db) in databases().await {
        let rows: Vec<Named> = (0..20_000).map(Named).collect();
        for times in 0..8 {
            let ended = poll(RowList::<Named>::insert_many(&rows, statement).run(&db), times);
            assert!(!ended, "the test is too easy");
            execute(&db, "UPDATE t SET name = name WHERE id = 0").await;
            assert_eq!(count(&db).await, 0);
        }
        assert_eq!(RowList::<Named>::insert_many(&rows, statement).run(&db).await.unwrap(), 20_000);
    }
}

#[tokio::test]
async fn who_stops_waiting_for_a_connection_takes_none() {
    let file = File::new();
    let db = Database::builder().pool_size(1).connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    let mut stream = query_rows(read("SELECT 1 UNION ALL SELECT 2"), Params::new(), decode_integer).stream(&db);
    stream.next().await.unwrap().unwrap();
    let mut held = query_rows(read(LONG.replace("max(n)", "n").leak()), Params::new(), decode_integer).stream(&db);
    held.next().await.unwrap().unwrap();
    for times in 1..4 {
        assert!(!poll(query_count(read("SELECT 1"), Params::new()).run(&db), times));
        assert!(!poll(query_count(write("DELETE FROM t"), Params::new()).run(&db), times));
    }
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { count(&db).await }
    });
    tokio::task::yield_now().await;
    drop(held);
    assert_eq!(waiting.await.unwrap(), 0);
}

#[tokio::test]
async fn a_pool_that_is_used_up_names_who_holds_it() {
    let file = File::new();
    let db =
        Database::builder().pool_size(1).acquire_timeout(Duration::from_millis(80)).connect(&file.url()).await.unwrap();
    let endless = made("t.find_many").text(LONG.replace("max(n)", "n").leak()).done();
    let mut held = query_rows(endless, Params::new(), decode_integer).stream(&db);
    held.next().await.unwrap().unwrap();
    let error = query_count(read("SELECT 1"), Params::new()).run(&db).await.unwrap_err();
    assert!(error.is_timeout() && error.kind() == querent::ErrorKind::PoolTimeout, "{error:?}");
    let text = error.to_string();
    assert!(
        text.starts_with("t.find (src/main.rs:7): no connection became free within 80ms: 1 of 1 are in use; one for "),
        "{text}"
    );
    assert!(text.contains("ms by t.find_many (src/main.rs:7)"), "{text}");
    drop(held);
    assert_eq!(query_count(read("SELECT 1"), Params::new()).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_panic_while_a_row_is_decoded_gives_the_connection_back() {
    let db = memory().await;
    for sql in [
        "SELECT 1",
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 900000) SELECT max(n) FROM n",
    ] {
        let db = db.clone();
        let panicked = tokio::spawn({
            let db = db.clone();
            async move { query_rows::<i64>(read(sql), Params::new(), |_| panic!("on purpose")).run(&db).await }
        });
        assert!(panicked.await.unwrap_err().is_panic());
        assert_eq!(count(&db).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pool_under_load_loses_no_connection() {
    let file = File::new();
    let db = Database::builder().pool_size(2).connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    let short = read("SELECT count(*) FROM t WHERE id = ?");
    let insert = write("INSERT INTO t (name) VALUES (?)");
    let numbers = read("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) SELECT n FROM n");
    let tasks: Vec<_> = (0..8_u64)
        .map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut inserted = 0;
                for round in 0..400 {
                    // Some wait to their end, some give up at once or after a while.
                    let patience = Duration::from_micros([0, 20, 200, 10_000_000][(task + round) as usize % 4]);
                    match round % 3 {
                        0 => {
                            let found = query_count(short, params([integer(1)])).run(&db);
                            let _ = tokio::time::timeout(patience, found).await;
                        }
                        1 => inserted += query_count(insert, params([integer(7)])).run(&db).await.unwrap(),
                        _ => {
                            let mut rows = query_rows(numbers, params([integer(200)]), decode_integer).stream(&db);
                            let _ =
                                tokio::time::timeout(patience, async { while rows.next().await.is_some() {} }).await;
                        }
                    }
                }
                inserted
            })
        })
        .collect();
    let mut inserted = 0;
    for task in tasks {
        let ended = tokio::time::timeout(Duration::from_secs(60), task).await;
        inserted += ended.expect("nobody waits for ever").unwrap();
    }
    assert_eq!(count(&db).await, inserted);
}
