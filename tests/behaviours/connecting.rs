//! Opening databases: URLs, options, the environment, and what is said when it cannot be done.

use crate::{SCHEMA, on_every_store, people, posts, users};
use querent::{Database, Error, ErrorKind, query};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    (folder, path)
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

async fn refused(url: &str) -> String {
    let error = Database::connect(url).await.expect_err(url);
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn ro_reads_rw_writes_and_rwc_makes() {
    let (_folder, path) = folder();
    for mode in ["ro", "rw"] {
        let text = refused(&format!("{}?mode={mode}", url(&path))).await;
        assert!(text.contains("there is no file") && text.contains("app.db"), "{text}");
        assert!(!path.exists());
    }
    let text = Database::builder().read_only().connect(&url(&path)).await.unwrap_err().to_string();
    assert!(
        text.contains("there is no file") && !text.contains("without `mode`"),
        "the builder says read-only: {text}"
    );
    let made = Database::connect(&format!("{}?mode=rwc", url(&path))).await.unwrap();
    made.sync(&SCHEMA).await.unwrap();
    people(&made).await;
    made.close().await.unwrap();

    let written = Database::connect(&format!("{}?mode=rw", url(&path))).await.unwrap();
    assert_eq!(query!(users.delete where name = "Ann").run(&written).await.unwrap(), 1);
    let read = Database::connect(&format!("{}?mode=ro", url(&path))).await.unwrap();
    assert_eq!(query!(users.count).run(&read).await.unwrap(), 4);
    let writes: [Error; 4] = [
        query!(users.insert { name: "x" }).run(&read).await.unwrap_err(),
        query!(users.update { age: 1 } where name = "Nobody").run(&read).await.unwrap_err(),
        query!(users.delete all).run(&read).await.unwrap_err(),
        query!(users.truncate).run(&read).await.unwrap_err(),
    ];
    for error in writes {
        assert!(error.is_read_only() && error.to_string().contains("read-only"), "{error:?}");
    }
    assert_eq!(query!(users.count).run(&read).await.unwrap(), 4);
}

#[tokio::test]
async fn odd_paths_are_written_with_percent_signs_or_as_they_are() {
    let (folder, _) = folder();
    for (written, name) in [
        ("with%20space.db", "with space.db"),
        ("with space.db", "with space.db"),
        ("%C3%BCml%C3%A4ut-%E2%82%AC.db", "ümläut-€.db"),
        ("100%25.db", "100%.db"),
        ("a%3Fb.db", "a?b.db"),
        ("a+b#c;d&e='f'.db", "a+b#c;d&e='f'.db"),
        ("%66ile:x.db", "file:x.db"),
    ] {
        let db = Database::connect(&format!("sqlite:{}/{written}", folder.path().display())).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        db.close().await.unwrap();
        assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 0, "{name}");
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing else was made");
}

#[tokio::test]
async fn what_is_no_database_is_said() {
    let (folder, path) = folder();
    let text = refused(&url(&folder.path().join("no/such/app.db"))).await;
    assert!(text.contains("the folder `") && text.contains("does not exist"), "{text}");
    assert!(refused(&url(folder.path())).await.contains("is a folder"));
    assert!(refused(&format!("{}/", url(folder.path()))).await.contains("is a folder"));
    let text = refused(&format!(
        "{}/app.db",
        url(&{
            std::fs::write(&path, "x".repeat(5000)).unwrap();
            path.clone()
        })
    ))
    .await;
    assert!(text.contains("is a file") && text.contains("not a folder"), "{text}");
    assert!(refused(&url(&path)).await.contains("is no SQLite database"));
    for mode in ["ro", "rw"] {
        assert!(refused(&format!("{}?mode={mode}", url(&path))).await.contains("is no SQLite database"));
    }
    assert_eq!(std::fs::read(&path).unwrap().len(), 5000, "it was left alone");
    std::fs::write(&path, "").unwrap();
    Database::connect(&url(&path)).await.unwrap().sync(&SCHEMA).await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_never_a_wrong_answer() {
    let (_folder, path) = folder();
    let db = Database::connect(&url(&path)).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    people(&db).await;
    db.close().await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let users = "SELECT rootpage FROM sqlite_schema WHERE name = 'users'";
    let page = usize::from(raw.query_row::<u16, _, _>(users, [], |row| row.get(0)).unwrap());
    drop(raw);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xAA);
    std::fs::write(&path, &bytes).unwrap();
    let db = Database::connect(&url(&path)).await.unwrap();
    let error = query!(users.find).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    assert!(error.to_string().contains("damaged"), "{error}");
    assert_eq!(query!(posts.count).run(&db).await.unwrap(), 0, "what is not damaged can be read");
    db.close().await.unwrap();
    bytes[4096..].fill(0xAA);
    std::fs::write(&path, bytes).unwrap();
    let error = refused(&url(&path)).await;
    assert!(error.contains("app.db` is damaged"), "{error}");
}

#[tokio::test]
async fn urls_that_mean_nothing_are_explained_without_their_secrets() {
    for (url, part) in [
        ("", "scheme"),
        ("app.db", "scheme"),
        ("/var/lib/app.db", "scheme"),
        ("SQLITE:app.db", "sqlite:path"),
        ("sqlite", "scheme"),
        ("sqlite:", "needs a path"),
        ("sqlite:?mode=ro", "needs a path"),
        ("sqlite::memory:?mode=ro", "begins empty"),
        ("sqlite:app.db?mode=", "mode"),
        ("sqlite:app.db?MODE=ro", "`MODE` is no option"),
        ("sqlite:app%zz.db", "%25"),
        ("sqlite:app%00.db", "NUL"),
        ("mysql://root:hunter2@127.0.0.1:1/shop", ""),
        ("postgresql://me:hunter2@127.0.0.1:1/shop", ""),
        ("redis://:hunter2@localhost", "`redis:`"),
        ("sqlite://root:hunter2@localhost/shop", "no server"),
        ("sqlite:no/such/folder.db?mode=hunter2", "mode"),
    ] {
        let error = Database::connect(url).await.expect_err(url);
        assert_eq!(error.kind(), ErrorKind::Connection, "{url}");
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown += &format!(" {cause} {cause:?}");
            source = cause.source();
        }
        assert!(shown.contains(part), "{url}: {shown}");
        assert!(!shown.contains("hunter2"), "{url}: {shown}");
    }
}

#[tokio::test]
async fn the_builder_refuses_what_cannot_work_and_keeps_to_what_it_was_told() {
    let (_folder, path) = folder();
    let error = Database::builder().pool_size(0).connect(&url(&path)).await.unwrap_err();
    assert!(error.to_string().contains("pool_size"), "{error}");
    assert!(!path.exists());
    let db = Database::builder().busy_timeout(Duration::from_millis(80)).connect(&url(&path)).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = Instant::now();
    let error = query!(users.insert { name: "x" }).run(&db).await.unwrap_err();
    assert!(error.is_busy() && error.is_timeout() && error.kind() == ErrorKind::Query, "{error:?}");
    assert!(
        error.to_string().contains("80ms")
            && error.to_string().contains("users.insert (tests/behaviours/connecting.rs:"),
        "{error}"
    );
    assert!((80..2000).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 0, "reading goes on");
    other.execute_batch("COMMIT").unwrap();
    query!(users.insert { name: "x" }).run(&db).await.unwrap();
}

#[test]
fn clones_share_a_database_and_closing_one_closes_all() {
    on_every_store(async |db| {
        let clone = db.clone();
        people(&clone).await;
        assert_eq!(query!(users.count).run(db).await.unwrap(), 5);
        db.clone().close().await.unwrap();
        let error = query!(users.count).run(&clone).await.unwrap_err();
        assert!(error.is_connection_lost() && error.to_string().contains("closed"), "{error}");
        assert!(error.to_string().starts_with("users.count (tests/behaviours/connecting.rs:"), "{error}");
        assert!(clone.begin().await.unwrap_err().is_connection_lost());
        assert!(query!(users.find).stream(&clone).next().await.unwrap().unwrap_err().is_connection_lost());
        assert!(query!(posts.count).explain(&clone).await.unwrap_err().is_connection_lost());
        clone.close().await.unwrap();
    });
}

#[test]
fn what_is_printed_of_a_database_has_no_row_in_it() {
    on_every_store(async |db| {
        people(db).await;
        let tx = db.begin().await.unwrap();
        query!(users.update { email: "hidden@example.com" } where name = "Ann").run(&tx).await.unwrap();
        for text in [format!("{db:?}"), format!("{db:#?}"), format!("{tx:?}")] {
            assert!(text.len() < 3000 && !text.contains("Ann") && !text.contains("hidden"), "{text}");
        }
        let broken = query!(users.insert { name: "Ann", email: "hidden@example.com" }).run(&tx).await;
        drop(tx);
        let error = broken.unwrap_err();
        assert!(!error.to_string().contains("hidden"), "{error}");
    });
}

/// Tells the test below that it runs in a process of its own, whose environment was set for it.
const CHILD: &str = "QUERENT_TEST_CHILD";

async fn connect_from_the_environment() {
    match Database::from_env().await {
        Ok(db) => {
            let created = db.sync(&SCHEMA).await.unwrap().created_tables.len();
            println!("connected, created {created} tables");
        }
        Err(error) => println!("refused {:?}: {error} {error:?}", error.kind()),
    }
}

#[tokio::test]
async fn the_environment_names_a_database() {
    if std::env::var_os(CHILD).is_some() {
        return connect_from_the_environment().await;
    }
    let (folder, _) = folder();
    let run = |url: Option<&str>| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let name = "connecting::the_environment_names_a_database";
        command
            .args(["--exact", name, "--nocapture"])
            .current_dir(folder.path())
            .env(CHILD, "1")
            .env_remove("DATABASE_URL");
        command.envs(url.map(|url| ("DATABASE_URL", url)));
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let relative = run(Some("sqlite:relative.db"));
    assert!(relative.contains("connected, created "), "{relative}");
    assert!(folder.path().join("relative.db").exists(), "a path is relative to the folder of the process");
    let unset = run(None);
    assert!(
        unset.contains("refused Connection") && unset.contains("DATABASE_URL") && unset.contains("sqlite:"),
        "{unset}"
    );
    let empty = run(Some(""));
    assert!(empty.contains("refused Connection") && empty.contains("DATABASE_URL"), "{empty}");
    let secret = run(Some("mysql://root:hunter2@127.0.0.1:1/shop"));
    assert!(secret.contains("refused Connection") && !secret.contains("hunter2"), "{secret}");
}
