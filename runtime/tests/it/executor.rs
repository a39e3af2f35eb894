//! Nothing holds the executor up: beside long statements and beside locks of others a task on the same thread keeps ticking.

use crate::support::*;
use querent::__private::{
    InsertRow, List, Param, Params, Piece, RowList, RowReader, Statement, TakesParams, Weight, query_count,
    query_nothing, query_rows, types,
};
use querent::{Database, Error};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Does `work` beside a task on the same runtime, which must not go without its turn for 50 ms longer than a thread of the system does:
/// where that goes without, the machine is busy with something else.
async fn keeps_ticking<T>(what: &str, work: impl Future<Output = T>) -> T {
    let stop = Arc::new(AtomicBool::new(false));
    let (stop_task, stop_thread) = (Arc::clone(&stop), Arc::clone(&stop));
    let task = tokio::spawn(async move {
        let mut gaps = Gaps::new();
        while !stop_task.load(Ordering::Relaxed) {
            tokio::time::sleep(TICK).await;
            gaps.tick();
        }
        gaps.longest
    });
    let thread = std::thread::spawn(move || {
        let mut gaps = Gaps::new();
        while !stop_thread.load(Ordering::Relaxed) {
            std::thread::sleep(TICK);
            gaps.tick();
        }
        gaps.longest
    });
    tokio::task::yield_now().await;
    let value = work.await;
    stop.store(true, Ordering::Relaxed);
    let (gap, noise) = (task.await.unwrap(), thread.join().unwrap());
    assert!(
        gap < Duration::from_millis(50) + noise,
        "{what}: no turn for {gap:?}, where a thread had one after {noise:?}"
    );
    value
}

const TICK: Duration = Duration::from_millis(1);

struct Gaps {
    longest: Duration,
    last: Instant,
}

impl Gaps {
    fn new() -> Self {
        Gaps { longest: Duration::ZERO, last: Instant::now() }
    }

    fn tick(&mut self) {
        self.longest = self.longest.max(self.last.elapsed());
        self.last = Instant::now();
    }
}

/// Long without giving a row.
const AGGREGATE: &str =
    "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) SELECT max(n % 1000) FROM n";
/// Long, with rows all along.
const ROWS: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) SELECT n FROM n";
/// Long in one instruction of SQLite's machine.
const SORT: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) SELECT n FROM n ORDER BY n * 7919 % 104729 LIMIT 1";

/// So large that the statements take about a second; by the fastest of some probes, for the machine may be busy with something else.
async fn size_of_a_second(db: &Database) -> i64 {
    let probe = 200_000;
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        query_nothing(made("t.probe").text(AGGREGATE).weight(Weight::Long).done(), params([integer(probe)]))
            .run(db)
            .await
            .unwrap();
        fastest = fastest.min(start.elapsed());
    }
    (probe as f64 / fastest.as_secs_f64()) as i64
}

async fn long_statements_hold_nobody_up() {
    let db = memory().await;
    let size = size_of_a_second(&db).await;
    for sql in [AGGREGATE, ROWS, SORT] {
        let statement = read(sql);
        for _ in 0..2 {
            let start = Instant::now();
            let size = params([integer(size)]);
            keeps_ticking(sql, query_rows(statement, size, decode_integer).run(&db)).await.unwrap();
            assert!(start.elapsed() > Duration::from_millis(200), "{sql}: the test is too easy");
        }
    }
    keeps_ticking("a stream", async {
        let mut rows = query_rows(read(ROWS), params([integer(size / 2)]), decode_integer).stream(&db);
        while let Some(row) = rows.next().await {
            row.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn long_statements_hold_nobody_up_on_one_thread() {
    long_statements_hold_nobody_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_statements_hold_nobody_up_on_many_threads() {
    long_statements_hold_nobody_up().await;
}

#[tokio::test]
async fn many_short_statements_give_way() {
    let db = memory().await;
    let statement = read("SELECT count(*) FROM t WHERE id = ?");
    let turns = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&turns);
    let other = tokio::spawn(async move {
        loop {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    for _ in 0..10_000 {
        query_count(statement, params([integer(1)])).run(&db).await.unwrap();
    }
    other.abort();
    let turns = turns.load(Ordering::Relaxed);
    assert!(turns >= 20, "another task had {turns} turns beside 10,000 statements");
}

#[tokio::test]
async fn long_lists_and_large_values_hold_nobody_up() {
    let db = memory().await;
    let statement = read("SELECT count(*) FROM json_each(?)");
    let ids = || params([Param::List(List::Integers((0..100_000).collect()))]);
    let count = keeps_ticking("a list", query_count(statement, ids()).run(&db)).await;
    assert_eq!(count.unwrap(), 100_000);
    let bytes = Param::Bytes(vec![1; 64 * 1024 * 1024].into());
    let rows = read(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 150) SELECT zeroblob(1000000 + n) FROM n",
    );
    let decode = |row: &mut RowReader<'_>| row.get::<types::Bytes, Vec<u8>>();
    let blobs = keeps_ticking("large rows", query_rows(rows, Params::new(), decode).run(&db)).await;
    assert_eq!(blobs.unwrap().len(), 150);
    let length = keeps_ticking("bytes", query_count(read("SELECT length(?)"), params([bytes])).run(&db)).await;
    assert_eq!(length.unwrap(), 64 * 1024 * 1024);
}

struct Named(String);

impl InsertRow<Named> for Named {
    fn push_to<'r>(&'r self, params: &mut impl TakesParams<'r>) {
        params.push(Param::Text((&*self.0).into()));
    }
}

const INSERT: &[Piece] =
    &[Piece::Text("INSERT INTO t (name) VALUES "), Piece::Rows(&[Piece::Text("("), Piece::Param(0), Piece::Text(")")])];

fn insert() -> &'static Statement {
    made("t.insert_many").pieces(INSERT).writes(&["t"]).done()
}

#[tokio::test]
async fn many_rows_hold_nobody_up() {
    let file = File::new();
    for url in ["sqlite::memory:".to_owned(), file.url()] {
        let db = Database::connect(&url).await.unwrap();
        execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
        let rows: Vec<Named> = (0..100_000).map(|number| Named(format!("name {number}"))).collect();
        keeps_ticking(&url, RowList::<Named>::insert_many(&rows, insert()).run(&db)).await.unwrap();
        keeps_ticking(&url, query_count(write("DELETE FROM t WHERE id % 2 = 0"), Params::new()).run(&db))
            .await
            .unwrap();
    }
}

/// A lock of another connection, given up after a while by another thread.
fn locked(file: &File, time: Duration) -> std::thread::JoinHandle<()> {
    let other = file.other();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::spawn(move || {
        std::thread::sleep(time);
        other.execute_batch("ROLLBACK").unwrap();
    })
}

#[tokio::test]
async fn a_lock_of_another_process_is_waited_for_and_holds_nobody_up() {
    let file = File::new();
    let db = Database::connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    let count = read("SELECT count(*) FROM t");
    let lock = locked(&file, Duration::from_millis(900));
    let start = Instant::now();
    keeps_ticking("writers that wait", async {
        let one = query_count(write("INSERT INTO t (name) VALUES ('a')"), Params::new()).run(&db);
        let rows = [Named("b".to_owned()), Named("c".to_owned())];
        let many = RowList::<Named>::insert_many(rows, insert()).run(&db);
        let wanted = querent::Schema::default();
        let sync = db.sync(&wanted);
        let readers = async {
            // Readers are not held up by writers that wait.
            assert_eq!(query_count(count, Params::new()).run(&db).await.unwrap(), 0);
            assert!(start.elapsed() < Duration::from_millis(800));
        };
        let (one, many, sync, ()) = tokio::join!(one, many, sync, readers);
        assert_eq!((one.unwrap(), many.unwrap()), (1, 2));
        sync.unwrap();
    })
    .await;
    assert!(start.elapsed() >= Duration::from_millis(850));
    lock.join().unwrap();
    assert_eq!(query_count(count, Params::new()).run(&db).await.unwrap(), 3);
}

#[tokio::test]
async fn a_lock_that_stays_is_an_error_after_the_busy_timeout() {
    let file = File::new();
    let db = Database::builder().busy_timeout(Duration::from_millis(150)).connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    let lock = locked(&file, Duration::from_millis(2000));
    let check = |error: Error| {
        assert!(error.is_busy() && error.is_timeout(), "{error:?}");
        assert!(error.to_string().contains("busy timeout of 150ms"), "{error}");
    };
    let start = Instant::now();
    check(query_count(write("INSERT INTO t (name) VALUES ('a')"), Params::new()).run(&db).await.unwrap_err());
    assert!(start.elapsed() >= Duration::from_millis(150) && start.elapsed() < Duration::from_millis(1500));
    check(RowList::<Named>::insert_many([Named(String::new())], insert()).run(&db).await.unwrap_err());
    lock.join().unwrap();
    assert_eq!(query_count(write("INSERT INTO t (name) VALUES ('a')"), Params::new()).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn writers_of_one_database_take_turns() {
    let file = File::new();
    // Too short for anyone to be passed over for long.
    let db = Database::builder().busy_timeout(Duration::ZERO).connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    let statement = write(
        "INSERT INTO t (name) SELECT 'a' FROM (WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000) SELECT n FROM n)",
    );
    let writers: Vec<_> = (0..20)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { query_count(statement, Params::new()).run(&db).await })
        })
        .collect();
    for writer in writers {
        assert_eq!(writer.await.unwrap().unwrap(), 2000);
    }
}

#[tokio::test]
async fn a_journal_that_is_in_use_is_waited_for_when_a_database_is_opened() {
    let file = File::new();
    let other = file.other();
    other.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); BEGIN; SELECT * FROM t").unwrap();
    let url = file.url();
    let impatient = Database::builder().busy_timeout(Duration::from_millis(100)).connect(&url);
    assert!(keeps_ticking("opening", impatient).await.unwrap_err().is_busy());
    other.execute_batch("COMMIT").unwrap();
    let db = Database::connect(&file.url()).await.unwrap();
    assert_eq!(query_count(write("INSERT INTO t (name) VALUES ('a')"), Params::new()).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn the_log_is_brought_into_the_file_in_the_background_and_does_not_grow_for_ever() {
    let file = File::new();
    let db = Database::connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name BLOB)").await;
    let insert = write("INSERT INTO t (name) VALUES (randomblob(40000))");
    let log = || std::fs::metadata(file.path().with_file_name("test.db-wal")).unwrap().len();
    // A reader keeps the log from beginning anew, and nobody from writing.
    let numbers =
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT id FROM t UNION ALL SELECT n FROM n";
    let mut reader = query_rows(read(numbers), Params::new(), decode_integer).stream(&db);
    reader.next().await.unwrap().unwrap();
    for _ in 0..300 {
        query_count(insert, Params::new()).run(&db).await.unwrap();
    }
    assert!(log() > 10_000_000, "the reader does not keep the log");
    drop(reader);
    for _ in 0..700 {
        query_count(insert, Params::new()).run(&db).await.unwrap();
    }
    assert!(std::fs::metadata(file.path()).unwrap().len() > 20_000_000, "nothing was brought into the file");
    assert!(log() < 30_000_000, "the log has {} bytes of 44,000,000 that were written", log());
}
