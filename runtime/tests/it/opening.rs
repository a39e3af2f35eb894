//! Opening databases, and what is said when that, or writing, cannot be done.

use crate::support::*;
use querent::__private::{Params, query_count, query_nothing};
use querent::{Database, DatabaseBuilder, Error, ErrorKind};
use std::os::unix::fs::PermissionsExt;

async fn refused(url: &str) -> Error {
    let error = Database::connect(url).await.expect_err(url);
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    error
}

#[tokio::test]
async fn a_file_is_made_and_kept_unless_its_mode_forbids_it() {
    let file = File::new();
    let missing = refused(&format!("{}?mode=rw", file.url())).await;
    assert!(missing.to_string().starts_with("there is no file `"), "{missing}");
    assert!(refused(&format!("{}?mode=ro", file.url())).await.to_string().contains("mode=rwc"));
    let db = Database::connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY)").await;
    execute(&db, "INSERT INTO t DEFAULT VALUES").await;
    db.close().await.unwrap();
    assert!(!file.path().with_file_name("test.db-wal").exists(), "the log is brought into the file");
    let db = Database::connect(&format!("{}?mode=rw", file.url())).await.unwrap();
    assert_eq!(query_count(read("SELECT count(*) FROM t"), Params::new()).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_path_is_taken_literally() {
    let file = File::new();
    let strange = file.path().with_file_name("50% of a?b&c#d :memory: é.db");
    let written = strange.display().to_string().replace('%', "%25").replace('?', "%3F");
    let db = Database::connect(&format!("sqlite:{written}")).await.unwrap();
    assert!(strange.exists());
    db.close().await.unwrap();
}

#[tokio::test]
async fn what_is_missing_or_wrong_with_a_file_is_said() {
    let file = File::new();
    let folder = file.path().parent().unwrap().display().to_string();
    let missing = refused(&format!("sqlite:{folder}/no/where/a.db")).await;
    assert!(missing.to_string().contains(&format!("the folder `{folder}/no/where` does not exist")), "{missing}");
    assert!(refused(&format!("sqlite:{folder}")).await.to_string().contains("is a folder"));
    std::fs::write(file.path(), "This is no database, but a text that is longer than its header. ".repeat(20)).unwrap();
    let error = refused(&file.url()).await;
    assert!(error.to_string().ends_with("test.db` is no SQLite database"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn passwords_are_never_shown() {
    for url in [
        "postgres://me:secret@host/db",
        "mysql://me:secret@host",
        "secret",
        "sqlite:a.db?secret=secret2",
        "x secret:secret",
    ] {
        let error = refused(url).await;
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("secret@") && !shown.contains("secret2") && !shown.contains("me:s"), "{shown}");
    }
}

#[tokio::test]
async fn a_read_only_database_reads_and_says_that_it_does_not_write() {
    let file = File::new();
    let other = file.other();
    other.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)").unwrap();
    let by_url = Database::connect(&format!("{}?mode=ro", file.url())).await.unwrap();
    let by_builder = Database::builder().read_only().connect(&file.url()).await.unwrap();
    for db in [by_url, by_builder] {
        assert_eq!(query_count(read("SELECT count(*) FROM t"), Params::new()).run(&db).await.unwrap(), 1);
        let error = query_count(write("INSERT INTO t VALUES (2)"), Params::new()).run(&db).await.unwrap_err();
        assert!(error.is_read_only() && error.kind() == ErrorKind::Connection, "{error:?}");
        assert!(error.to_string().contains("the database is read-only"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_this_process_may_not_write_can_be_read() {
    let file = File::new();
    file.other().execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY)").unwrap();
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o444)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(file.path()).is_ok() {
        return; // The superuser may write everything.
    }
    let db = Database::connect(&file.url()).await.unwrap();
    assert_eq!(query_count(read("SELECT count(*) FROM t"), Params::new()).run(&db).await.unwrap(), 0);
    let error = query_count(write("INSERT INTO t VALUES (2)"), Params::new()).run(&db).await.unwrap_err();
    assert!(error.is_read_only(), "{error:?}");
}

#[tokio::test]
async fn a_full_database_says_so_and_stays_usable() {
    let file = File::new();
    let db = Database::builder().pool_size(1).connect(&file.url()).await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
    query_nothing(read("PRAGMA max_page_count = 10"), Params::new()).run(&db).await.unwrap();
    let insert = write("INSERT INTO t (name) VALUES (hex(randomblob(?)))");
    let error = query_count(insert, params([integer(100_000)])).run(&db).await.unwrap_err();
    assert!(error.is_disk_full() && error.kind() == ErrorKind::Connection, "{error:?}");
    assert!(error.to_string().contains("the disk is full"), "{error}");
    assert_eq!(query_count(insert, params([integer(100)])).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn settings_are_those_that_the_rest_relies_on() {
    let file = File::new();
    let db = Database::connect(&file.url()).await.unwrap();
    for (pragma, value) in [("PRAGMA synchronous", 1), ("PRAGMA foreign_keys", 1), ("PRAGMA busy_timeout", 0)] {
        assert_eq!(query_count(read(pragma), Params::new()).run(&db).await.unwrap(), value, "{pragma}");
    }
    assert_eq!(query_count(read("SELECT 'a' LIKE 'A'"), Params::new()).run(&db).await.unwrap(), 0);
    let journal: String = file.other().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(journal, "wal");
}

#[tokio::test]
async fn settings_that_mean_nothing_are_refused() {
    let build = |change: fn(DatabaseBuilder) -> DatabaseBuilder| change(Database::builder()).connect("sqlite::memory:");
    assert!(build(|builder| builder.pool_size(0)).await.unwrap_err().to_string().contains("`pool_size` is at least 1"));
    assert!(build(DatabaseBuilder::read_only).await.unwrap_err().to_string().contains("cannot be read-only"));
    build(|builder| builder.statement_cache(0)).await.unwrap();
}

#[test]
fn a_runtime_is_asked_for_where_there_is_none() {
    let mut connect = Box::pin(Database::connect("sqlite::memory:"));
    let polled = connect.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    let std::task::Poll::Ready(Err(error)) = polled else { panic!("it needs no runtime to see that there is none") };
    assert!(error.to_string().contains("#[tokio::main]"));
}

#[tokio::test]
async fn a_closed_database_says_so() {
    let file = File::new();
    let db = Database::connect(&file.url()).await.unwrap();
    let clone = db.clone();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY)").await;
    db.close().await.unwrap();
    let error = query_count(read("SELECT count(*) FROM t"), Params::new()).run(&clone).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
}

#[tokio::test]
async fn the_functions_of_texts_and_decimals_are_there() {
    let db = memory().await;
    for (sql, expected) in [
        ("SELECT querent_lower('ÄÖÜ ΑΣ')", "äöü ασ"),
        ("SELECT querent_upper('straße')", "STRASSE"),
        ("SELECT querent_decimal_add('0.10', 2)", "2.10"),
        ("SELECT querent_decimal_subtract('12345678901234567890.5', 0.25)", "12345678901234567890.25"),
        ("SELECT querent_decimal_multiply('-1.50', '0.05')", "-0.0750"),
        (
            "SELECT querent_decimal_negate('1.0') || querent_decimal_abs('-2') || querent_decimal_round('2.5', 0)",
            "-1.023",
        ),
        ("SELECT coalesce(querent_decimal_add(NULL, 1), querent_lower(NULL), 'null')", "null"),
        (
            "SELECT max(x COLLATE querent_decimal) FROM (SELECT '9.5' AS x UNION ALL SELECT '10.25' UNION ALL SELECT '-11')",
            "10.25",
        ),
    ] {
        let row = querent::__private::query_one(read(sql), Params::new(), decode_text).run(&db).await;
        assert_eq!(row.unwrap(), expected, "{sql}");
    }
    let wrong = query_nothing(read("SELECT querent_decimal_abs('x')"), Params::new()).run(&db).await.unwrap_err();
    assert!(wrong.to_string().contains("'x' is no decimal"), "{wrong}");
}
