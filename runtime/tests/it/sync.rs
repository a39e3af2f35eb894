//! `Database::sync`: what it adds, what it leaves alone, what it refuses.

use crate::support::*;
use querent::__private::{Params, query_count, query_rows};
use querent::{Database, ErrorKind, Schema, SyncReport};

fn schema(text: &str) -> Schema {
    querent_schema::parse(text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

const USERS: &str =
    "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL, email TEXT UNIQUE);";

async fn refused(before: &'static str, wanted: &str) -> String {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    for statement in before.split_terminator(';') {
        execute(&db, statement).await;
    }
    let tables = || query_rows(read("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"), Params::new(), decode_text);
    let there = tables().run(&db).await.unwrap();
    let error = db.sync(&schema(wanted)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Sync, "{error:?}");
    assert_eq!(tables().run(&db).await.unwrap(), there, "a refused sync changes nothing");
    error.to_string()
}

#[tokio::test]
async fn an_empty_database_gets_everything_once() {
    let text = format!(
        "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES users (id));
         CREATE INDEX posts_by_user ON posts (user_id); CREATE VIEW named AS SELECT id, name FROM users;"
    );
    let db = Database::connect("sqlite::memory:").await.unwrap();
    let report = db.sync(&schema(&text)).await.unwrap();
    assert_eq!(report.created_tables, ["users", "posts", "named"]);
    assert_eq!(report.to_string(), "created tables users, posts, named");
    let again = db.sync(&schema(&text)).await.unwrap();
    assert!(again.is_empty());
    assert_eq!((again.to_string().as_str(), &again), ("nothing was missing", &SyncReport::default()));
}

#[tokio::test]
async fn tables_get_the_columns_and_indexes_that_they_lack() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    execute(&db, "CREATE TABLE Users (ID INTEGER PRIMARY KEY, name TEXT, extra)").await;
    execute(&db, "INSERT INTO users (name, extra) VALUES ('a', 1)").await;
    let text = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, age INTEGER NOT NULL DEFAULT 7,
                    boss BIGINT REFERENCES users (id), UNIQUE (name));
                CREATE INDEX users_by_age ON users (age);";
    let report = db.sync(&schema(text)).await.unwrap();
    assert!(report.created_tables.is_empty());
    assert_eq!(report.added_columns, ["users.email", "users.age", "users.boss"]);
    assert_eq!(report.created_indexes, ["users_email_key", "users_name_key", "users_by_age"]);
    assert!(db.sync(&schema(text)).await.unwrap().is_empty());
    let kept = read("SELECT count(*) FROM users WHERE extra = 1 AND age = 7 AND email IS NULL");
    assert_eq!(query_count(kept, Params::new()).run(&db).await.unwrap(), 1);
    let duplicate =
        query_count(write("INSERT INTO users (name) VALUES ('a')"), Params::new()).run(&db).await.unwrap_err();
    assert_eq!(duplicate.columns(), ["name".to_owned()]);
    let orphan = query_count(write("INSERT INTO users (name, boss) VALUES ('b', 99)"), Params::new()).run(&db).await;
    assert!(orphan.unwrap_err().is_foreign_key_violation());
}

#[tokio::test]
async fn what_cannot_be_added_is_refused_and_nothing_is_changed() {
    let one = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);INSERT INTO t (name) VALUES ('a'), ('a')";
    let required = refused(
        one,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL); CREATE TABLE u (id INTEGER PRIMARY KEY);",
    )
    .await;
    assert!(required.contains("`t.a` is NOT NULL without a default, and the table has rows"), "{required}");
    let now =
        refused(one, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);").await;
    assert!(now.contains("default that is computed"), "{now}");
    let key = refused(one, "CREATE TABLE t (a INTEGER, id INTEGER, PRIMARY KEY (a, id));").await;
    assert!(key.contains("`t.a` belongs to the primary key"), "{key}");
    let unique = refused(one, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, a INT);").await;
    assert!(unique.contains("the index `t_name_key` cannot be added, for rows"), "{unique}");
    let check = refused(one, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, CHECK (a > id));").await;
    assert!(check.contains("stands in a CHECK"), "{check}");
}

#[tokio::test]
async fn a_table_without_rows_takes_a_required_column() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY)").await;
    let text = "CREATE TABLE t (id INTEGER PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, name TEXT NOT NULL DEFAULT '');";
    assert_eq!(db.sync(&schema(text)).await.unwrap().added_columns, ["t.at", "t.name"]);
}

#[tokio::test]
async fn a_read_only_database_that_lacks_nothing_is_fine() {
    let file = File::new();
    let db = Database::connect(&file.url()).await.unwrap();
    db.sync(&schema(USERS)).await.unwrap();
    let reader = Database::builder().read_only().connect(&file.url()).await.unwrap();
    assert!(reader.sync(&schema(USERS)).await.unwrap().is_empty());
    let more = schema("CREATE TABLE more (id INTEGER PRIMARY KEY);");
    assert!(reader.sync(&more).await.unwrap_err().is_read_only());
}
