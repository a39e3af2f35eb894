//! Which fault at which point gives which error and which outcome: run on each store, and written down in docs/faults.md.
//!
//! `UPDATE_EXPECT=1` writes the page. Cells of stores that are not to be had stay as they are.

mod ended;
mod page;

use crate::{SCHEMA, users};
use page::{Cells, Table};
use querent::{Database, Error, query};
use querent_tests::proxy::{Fault, Proxy};
use querent_tests::stores::{self, Store};
use std::time::{Duration, Instant};

/// How long anything may take before it counts as a hang.
const HANG: Duration = Duration::from_secs(20);

/// What is done when the fault happens.
#[derive(Clone, Copy, PartialEq)]
enum Point {
    Connect,
    Begin,
    Write,
    Inside,
    Release,
    Commit,
    Rollback,
    Rows,
    Stream,
}

/// A row of the table: a point, a fault, and how they are called.
struct Case {
    point: Point,
    at: &'static str,
    what: &'static str,
    fault: fn(word: &'static str) -> Fault,
}

const REFUSED: &str = "nobody listens";
const SILENT: &str = "nothing comes back";
const CUT_BEFORE: &str = "cut before the server has it";
const CUT_AFTER: &str = "cut when the server has done it";
const HOLE_BEFORE: &str = "swallowed, and nothing comes back";
const HOLE_AFTER: &str = "done, and nothing comes back";
const CUT_IN: &str = "cut in the middle";
const HOLE_IN: &str = "nothing comes any more";

/// So many bytes of an answer come before its fault.
const PART: usize = 50_000;

const fn case(point: Point, at: &'static str, what: &'static str, fault: fn(&'static str) -> Fault) -> Case {
    Case { point, at, what, fault }
}

const CASES: &[Case] = &[
    case(Point::Connect, "connecting", REFUSED, |_| Fault::Refuse),
    case(Point::Connect, "connecting", SILENT, |_| Fault::BlackHole),
    case(Point::Begin, "BEGIN", CUT_BEFORE, Fault::CutBefore),
    case(Point::Begin, "BEGIN", CUT_AFTER, Fault::CutAfter),
    case(Point::Begin, "BEGIN", HOLE_BEFORE, Fault::HoleBefore),
    case(Point::Write, "a write that stands alone", CUT_BEFORE, Fault::CutBefore),
    case(Point::Write, "a write that stands alone", CUT_AFTER, Fault::CutAfter),
    case(Point::Write, "a write that stands alone", HOLE_BEFORE, Fault::HoleBefore),
    case(Point::Write, "a write that stands alone", HOLE_AFTER, Fault::HoleAfter),
    case(Point::Inside, "a write of a transaction", CUT_BEFORE, Fault::CutBefore),
    case(Point::Inside, "a write of a transaction", CUT_AFTER, Fault::CutAfter),
    case(Point::Inside, "a write of a transaction", HOLE_BEFORE, Fault::HoleBefore),
    case(Point::Inside, "a write of a transaction", HOLE_AFTER, Fault::HoleAfter),
    case(Point::Release, "the end of a part (RELEASE SAVEPOINT)", CUT_BEFORE, Fault::CutBefore),
    case(Point::Release, "the end of a part (RELEASE SAVEPOINT)", CUT_AFTER, Fault::CutAfter),
    case(Point::Release, "the end of a part (RELEASE SAVEPOINT)", HOLE_AFTER, Fault::HoleAfter),
    case(Point::Commit, "COMMIT", CUT_BEFORE, Fault::CutBefore),
    case(Point::Commit, "COMMIT", CUT_AFTER, Fault::CutAfter),
    case(Point::Commit, "COMMIT", HOLE_BEFORE, Fault::HoleBefore),
    case(Point::Commit, "COMMIT", HOLE_AFTER, Fault::HoleAfter),
    case(Point::Rollback, "ROLLBACK", CUT_BEFORE, Fault::CutBefore),
    case(Point::Rollback, "ROLLBACK", CUT_AFTER, Fault::CutAfter),
    case(Point::Rollback, "ROLLBACK", HOLE_BEFORE, Fault::HoleBefore),
    case(Point::Rows, "the rows of a read", CUT_IN, |_| Fault::ResetAfter(PART)),
    case(Point::Rows, "the rows of a read", HOLE_IN, |_| Fault::HoleIn(PART)),
    case(Point::Stream, "the rows of a stream", CUT_IN, |_| Fault::ResetAfter(PART)),
    case(Point::Stream, "the rows of a stream", HOLE_IN, |_| Fault::HoleIn(PART)),
];

/// The servers that have a column.
const SERVERS: &[&str] = &["PostgreSQL", "MariaDB", "MySQL", "CockroachDB"];

/// The name of the row whose fate is watched, and what stands in the bytes of its statement.
const PROBE: &str = "watched";

impl Point {
    /// What the client sends there.
    fn word(self, url: &str) -> &'static str {
        match self {
            Point::Begin if url.starts_with('m') => "START TRANSACTION",
            Point::Begin => "BEGIN",
            Point::Release => "RELEASE SAVEPOINT",
            Point::Commit => "COMMIT",
            Point::Rollback => "ROLLBACK",
            Point::Write | Point::Inside | Point::Connect | Point::Rows | Point::Stream => PROBE,
        }
    }
}

/// Does what is done at a point; `arm` is called right before it.
async fn act(db: &Database, url: &str, point: Point, arm: impl AsyncFnOnce()) -> querent::Result<()> {
    let insert = || query!(users.insert_many [{ name: {PROBE} }]);
    match point {
        Point::Connect => {
            arm().await;
            Database::builder().connect(url).await.map(drop)
        }
        Point::Write => {
            arm().await;
            insert().run(db).await.map(drop)
        }
        Point::Rows => {
            arm().await;
            query!(users.find).run(db).await.map(drop)
        }
        Point::Stream => {
            arm().await;
            let mut stream = query!(users.find).stream(db);
            while let Some(row) = stream.next().await {
                row?;
            }
            Ok(())
        }
        Point::Begin => {
            arm().await;
            let tx = db.begin().await?;
            insert().run(&tx).await?;
            tx.commit().await
        }
        Point::Inside => {
            let tx = db.begin().await?;
            arm().await;
            let inserted = insert().run(&tx).await;
            let committed = tx.commit().await;
            assert!(
                inserted.is_ok() || committed.is_err(),
                "a transaction that has lost its connection is not committed"
            );
            inserted.map(drop)
        }
        Point::Release => {
            let tx = db.begin().await?;
            let part = tx.savepoint().await?;
            insert().run(&part).await?;
            arm().await;
            part.commit().await?;
            tx.commit().await
        }
        Point::Commit | Point::Rollback => {
            let tx = db.begin().await?;
            insert().run(&tx).await?;
            arm().await;
            if point == Point::Commit { tx.commit().await } else { tx.rollback().await }
        }
    }
}

/// A word for a predicate of errors.
type Named = (&'static str, fn(&Error) -> bool);

/// What an error says to a program.
fn said(outcome: &querent::Result<()>) -> String {
    let Err(error) = outcome else { return "no error".to_owned() };
    let predicates: &[Named] = &[
        ("lost", Error::is_connection_lost),
        ("timeout", Error::is_timeout),
        ("busy", Error::is_busy),
        ("conflict", Error::is_conflict),
        ("read-only", Error::is_read_only),
        ("disk full", Error::is_disk_full),
        ("**unknown**", Error::is_outcome_unknown),
    ];
    let names: Vec<&str> = predicates.iter().filter(|(_, holds)| holds(error)).map(|(name, _)| *name).collect();
    if names.is_empty() { format!("{:?}", error.kind()) } else { names.join(", ") }
}

/// Whether the watched row is there; asked until the pool has recovered, and another process has given its lock up.
async fn written(db: &Database) -> bool {
    let begin = Instant::now();
    loop {
        match tokio::time::timeout(HANG, query!(users.exists where name = {PROBE}).run(db)).await.expect("no hang") {
            Ok(exists) => return exists,
            Err(error) => assert!(begin.elapsed() < HANG, "it does not recover: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs one case on a server and says what came of it.
async fn run(case: &Case, direct: &str, db: &Database) -> String {
    let (proxy, through) = Proxy::before_url(direct).await;
    let url = format!("{through}?sslmode=disable&statement_timeout=500ms&connect_timeout=1s");
    let through = Database::builder().pool_size(2).connect(&url).await.unwrap();
    // The connection has been used before, as most are.
    query!(users.count).run(&through).await.unwrap();
    let arm = async || proxy.set((case.fault)(case.point.word(direct))).await;
    let done = tokio::time::timeout(HANG, act(&through, &url, case.point, arm)).await.expect("no hang");
    if let Err(error) = &done {
        assert!(error.to_string().contains(&proxy.address().to_string()), "`{error}` does not say where");
    }
    proxy.set(Fault::None).await;
    let is_written = written(&through).await;
    // What fell into a hole ends with its connection, and its locks do, too.
    proxy.reset();
    let rows = query!(users.delete where name = {PROBE}).run(db).await.unwrap();
    assert_eq!(rows, u64::from(is_written), "once at most, and not later");
    let writes = !matches!(case.point, Point::Connect | Point::Rows | Point::Stream);
    let outcome = match (writes, is_written) {
        (false, _) => "",
        (true, true) => "; written",
        (true, false) => "; nothing written",
    };
    said(&done) + outcome
}

/// Runs all cases on a server.
async fn run_all(store: &'static Store) -> Cells {
    let mut cells = Cells::default();
    let place = store.fresh().await;
    let db = Database::connect(&place.url).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    let rows: Vec<_> = (0..1000).map(|n| users::New::new(format!("{n} {}", "x".repeat(200)))).collect();
    query!(users.insert_many {rows}).run(&db).await.unwrap();
    for case in CASES {
        println!("{}: {}, {}", store.name, case.at, case.what);
        cells.insert((case.at, case.what, store.name), run(case, &place.url, &db).await);
    }
    db.close().await.unwrap();
    place.remove().await;
    cells
}

/// Most of the time is spent waiting for what does not come, so the servers are waited for together.
#[tokio::test]
async fn faults_of_servers_are_as_the_page_says() {
    let together = tokio::task::LocalSet::new();
    let stores = stores::here().filter(|store| SERVERS.contains(&store.name));
    let runs: Vec<_> = stores.map(|store| together.spawn_local(run_all(store))).collect();
    let mut cells = Cells::default();
    together
        .run_until(async {
            for run in runs {
                cells.extend(run.await.unwrap());
            }
        })
        .await;
    let rows = CASES.iter().map(|case| [case.at, case.what]).collect();
    page::check(&Table { name: "servers", columns: SERVERS, rows }, &cells);
}

/// The stores without a server that have a column.
const EMBEDDED: &[&str] = &["SQLite on a file", "the file store in a folder", "the driver of examples/threaded"];

const LOCKED: &str = "another process writes for longer than `busy_timeout`";
const READ_ONLY: &str = "it was opened to be read only";
const DROPPED: &str = "the future is dropped when it was polled once";
const TOO_LONG: &str = "the time of the transaction is over";

const EMBEDDED_CASES: &[[&str; 2]] = &[
    ["BEGIN", LOCKED],
    ["a write that stands alone", LOCKED],
    ["a read", LOCKED],
    ["a write that stands alone", READ_ONLY],
    ["a write that stands alone", DROPPED],
    ["COMMIT", DROPPED],
    ["COMMIT", TOO_LONG],
];

/// Runs one case on a store that is a path, and says what came of it.
async fn run_embedded(at: &str, what: &str, url: &str) -> String {
    let db = Database::builder().busy_timeout(Duration::from_millis(50)).connect(url).await.unwrap();
    let insert = || query!(users.insert_many [{ name: {PROBE} }, { name: {PROBE} }]);
    // To the store this is another process: it shares nothing with the first but the files.
    let other = Database::connect(url).await.unwrap();
    let held = if what == LOCKED { Some(other.begin().await.unwrap()) } else { None };
    if let Some(tx) = &held {
        query!(users.insert { name: "other" }).run(tx).await.unwrap();
    }
    let done = match (at, what) {
        ("BEGIN", _) => match db.begin().await {
            Ok(tx) => insert().run(&tx).await.map(drop),
            Err(error) => Err(error),
        },
        ("a read", _) => query!(users.count).run(&db).await.map(drop),
        (_, READ_ONLY) => {
            let reader = Database::builder().read_only().connect(url).await.unwrap();
            insert().run(&reader).await.map(drop)
        }
        ("COMMIT", TOO_LONG) => {
            let options = querent::TransactionOptions::new().timeout(Duration::from_millis(100));
            let tx = db.begin_with(options).await.unwrap();
            insert().run(&tx).await.unwrap();
            tokio::time::sleep(Duration::from_millis(150)).await;
            tx.commit().await
        }
        ("COMMIT", _) => {
            let tx = db.begin().await.unwrap();
            insert().run(&tx).await.unwrap();
            polled_once(tx.commit()).await;
            Ok(())
        }
        (_, DROPPED) => {
            polled_once(insert().run(&db)).await;
            Ok(())
        }
        _ => insert().run(&db).await.map(drop),
    };
    drop(held);
    let is_written = written(&other).await;
    let rows = query!(users.count where name = {PROBE}).run(&other).await.unwrap();
    // A write that nobody waits for may be made between the two questions.
    let is_late = what == DROPPED && rows == 2;
    assert!(is_late || rows == if is_written { 2 } else { 0 }, "as a whole or not at all: {rows}");
    let begin = Instant::now();
    // The right to write comes back.
    while let Err(error) = query!(users.delete all).run(&db).await {
        assert!(begin.elapsed() < HANG, "it does not recover: {error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let outcome = match (at, what) {
        ("a read", _) => "",
        (_, DROPPED) => return "written as a whole or not at all".to_owned(),
        _ if is_written => "; written",
        _ => "; nothing written",
    };
    said(&done) + outcome
}

/// Polls a future once and drops it.
async fn polled_once<T>(future: impl Future<Output = T>) {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| {
        let _ = future.as_mut().poll(context);
        std::task::Poll::Ready(())
    })
    .await;
}

#[tokio::test]
async fn faults_of_embedded_stores_are_as_the_page_says() {
    let mut cells = Cells::default();
    for store in stores::here().filter(|store| EMBEDDED.contains(&store.name)) {
        for &[at, what] in EMBEDDED_CASES {
            println!("{}: {at}, {what}", store.name);
            let place = store.fresh().await;
            let db = Database::connect(&place.url).await.unwrap();
            db.sync(&SCHEMA).await.unwrap();
            db.close().await.unwrap();
            cells.insert((at, what, store.name), run_embedded(at, what, &place.url).await);
            place.remove().await;
        }
    }
    page::check(&Table { name: "stores without a server", columns: EMBEDDED, rows: EMBEDDED_CASES.to_vec() }, &cells);
}
