//! Streams of rows, plans and texts.

use crate::support::*;
use futures_core::Stream;
use querent::__private::{Params, query_count, query_rows};
use querent::{Database, RowStream};
use std::pin::Pin;

/// Numbers from 1 to so many.
const NUMBERS: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) SELECT n FROM n";

async fn collect(mut stream: RowStream<i64>) -> Vec<i64> {
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        rows.push(row.unwrap());
    }
    assert!(stream.next().await.is_none());
    rows
}

#[tokio::test]
async fn all_rows_come_in_order_whatever_their_number() {
    let db = memory().await;
    for count in [0, 1, 63, 64, 65, 320, 321, 20_000] {
        let statement = read(NUMBERS);
        for _ in 0..2 {
            let rows = collect(query_rows(statement, params([integer(count)]), decode_integer).stream(&db)).await;
            assert!(rows.iter().copied().eq(1..=count.max(1)), "{count}");
        }
    }
}

#[tokio::test]
async fn it_is_a_stream_that_can_be_sent() {
    fn is_stream<S: Stream<Item = querent::Result<i64>> + Send + Unpin + 'static>(stream: S) -> S {
        stream
    }
    let db = memory().await;
    let mut stream = is_stream(query_rows(read(NUMBERS), params([integer(3)]), decode_integer).stream(&db));
    let first = std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await;
    assert_eq!(first.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn a_stream_that_is_dropped_gives_its_connection_back() {
    let db = memory().await;
    for taken in [0, 1, 64, 65, 400] {
        let mut stream = query_rows(read(NUMBERS), params([integer(1_000_000)]), decode_integer).stream(&db);
        for _ in 0..taken {
            stream.next().await.unwrap().unwrap();
        }
        drop(stream);
        assert_eq!(query_count(read("SELECT 1"), Params::new()).run(&db).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_stream_sees_the_database_as_it_was_at_its_first_row() {
    let file = File::new();
    let db = Database::connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    execute(&db, "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000) INSERT INTO t (id) SELECT n FROM n").await;
    let mut stream = query_rows(read("SELECT id FROM t"), Params::new(), decode_integer).stream(&db);
    stream.next().await.unwrap().unwrap();
    execute(&db, "DELETE FROM t").await;
    assert_eq!(collect(stream).await.len(), 999);
}

#[tokio::test]
async fn an_error_ends_a_stream() {
    let db = memory().await;
    let broken = "SELECT 1 AS id UNION ALL SELECT 'x' UNION ALL SELECT 2";
    let mut stream = query_rows(read(broken), Params::new(), decode_integer).stream(&db);
    assert!(stream.next().await.unwrap().is_err());
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_write_is_carried_out_before_its_first_row_comes() {
    let db = memory().await;
    let insert = write("INSERT INTO t (name) VALUES ('a'), ('b') RETURNING id");
    let mut stream = query_rows(insert, Params::new(), decode_integer).stream(&db);
    assert_eq!(stream.next().await.unwrap().unwrap(), 1);
    drop(stream);
    assert_eq!(query_count(read("SELECT count(*) FROM t"), Params::new()).run(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn a_plan_is_indented_text() {
    let db = memory().await;
    let statement = read("SELECT id, name FROM t WHERE name = ? OR id = ?");
    let plan = query_rows(statement, params([string("a"), integer(1)]), decode_integer).explain(&db).await.unwrap();
    let lines: Vec<&str> = plan.lines().collect();
    assert_eq!(lines[0], "MULTI-INDEX OR");
    assert!(!plan.ends_with('\n'), "{plan:?}");
    assert!(lines[1].starts_with("  INDEX ") && lines[2].starts_with("    SEARCH t USING"), "{plan}");
}
