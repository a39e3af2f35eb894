//! `sync`: adds what a database lacks of schema.sql, says what, changes nothing else, and refuses what it cannot add.

use crate::{SCHEMA, active_users, order_line, people, posts, samples, users};
use querent::{Database, ErrorKind, query};
use querent_tests::stores;
use rusqlite::Connection;
use tempfile::TempDir;

/// A file with a database that somebody made by `sql`.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new(sql: &str) -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        place.raw().execute_batch(sql).unwrap();
        place
    }

    fn raw(&self) -> Connection {
        Connection::open(self.folder.path().join("app.db")).unwrap()
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("app.db").display())
    }

    async fn open(&self) -> Database {
        Database::connect(&self.url()).await.unwrap()
    }

    /// Everything that the database says of its own shape.
    fn shape(&self) -> Vec<(String, String)> {
        let raw = self.raw();
        let mut statement = raw.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(|row| row.unwrap()).collect()
    }

    /// What a sync says that must be refused; it has to leave everything as it was.
    async fn refused(&self) -> String {
        let before = self.shape();
        let db = self.open().await;
        let error = db.sync(&SCHEMA).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sync, "{error:?}");
        assert_eq!(self.shape(), before);
        error.to_string()
    }
}

/// Users as schema.sql has them.
const USERS: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, age INTEGER, role TEXT NOT NULL,
    active BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL);";

#[tokio::test]
async fn an_empty_database_gets_everything_and_the_second_time_nothing() {
    let place = Place::new("");
    let db = place.open().await;
    let report = db.sync(&SCHEMA).await.unwrap();
    assert_eq!(report.created_tables[..2], ["users", "posts"]);
    assert!(report.created_tables.contains(&"active_users".to_owned()), "{report}");
    assert!(report.added_columns.is_empty() && report.created_indexes.is_empty(), "{report}");
    let shape = place.shape();
    assert!(shape.iter().any(|(name, _)| name == "posts_by_user"));
    for _ in 0..2 {
        assert!(db.sync(&SCHEMA).await.unwrap().is_empty());
    }
    assert_eq!(place.shape(), shape);
    people(&db).await;
    assert_eq!(query!(active_users.count).run(&db).await.unwrap(), 4);
}

#[tokio::test]
async fn columns_that_came_to_the_schema_later_are_added_to_rows_that_are_there() {
    let place = Place::new(
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(255) NOT NULL, created_at TEXT NOT NULL, shoe_size REAL);
         CREATE TABLE other (x); CREATE INDEX mine ON users (shoe_size);
         CREATE TRIGGER renamed AFTER UPDATE OF name ON users BEGIN INSERT INTO other VALUES (old.name); END;
         INSERT INTO users (name, created_at, shoe_size) VALUES ('Ann', '2024-01-01', 38.5), ('Bob', '2024-01-02', 44);
         INSERT INTO other VALUES ('kept');",
    );
    let before = place.shape();
    let db = place.open().await;
    let report = db.sync(&SCHEMA).await.unwrap();
    assert_eq!(report.added_columns, ["users.email", "users.age", "users.role", "users.active"]);
    assert_eq!(report.created_indexes, ["users_email_key"]);
    assert!(
        !report.created_tables.contains(&"users".to_owned()) && report.created_tables.contains(&"posts".to_owned())
    );
    assert!(db.sync(&SCHEMA).await.unwrap().is_empty());

    let rows = query!(users.find order by id).run(&db).await.unwrap();
    assert_eq!(
        (rows[0].name.as_str(), rows[0].age, rows[0].role, rows[0].active),
        ("Ann", Some(0), users::Role::Member, true)
    );
    assert_eq!(rows[1].email, None);
    query!(users.update { name: "Anna", email: "a@example.org" } where id = 1).run(&db).await.unwrap();
    let error = query!(users.update { email: "a@example.org" } where id = 2).run(&db).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error}");

    let raw = place.raw();
    let sizes: f64 = raw.query_row("SELECT sum(shoe_size) FROM users", [], |row| row.get(0)).unwrap();
    let others: i64 = raw.query_row("SELECT count(*) FROM other", [], |row| row.get(0)).unwrap();
    assert_eq!((sizes, others), (82.5, 2), "columns, rows and triggers of others are kept");
    assert!(
        raw.execute("INSERT INTO users (name, created_at, role) VALUES ('x', 'x', 'king')", []).is_err(),
        "a CHECK comes along"
    );
    for (name, sql) in before.iter().filter(|(name, _)| name != "users") {
        assert!(place.shape().contains(&(name.clone(), sql.clone())), "{name} is unchanged");
    }
}

#[tokio::test]
async fn types_defaults_and_constraints_that_differ_are_left_alone() {
    let place = Place::new(&format!(
        "{} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id TEXT, title BLOB DEFAULT 'none', content INT, published, more)",
        USERS.replace("TEXT UNIQUE", "TEXT UNIQUE COLLATE NOCASE")
    ));
    let before = place.shape();
    let report = place.open().await.sync(&SCHEMA).await.unwrap();
    assert!(report.added_columns.is_empty(), "{report}");
    assert_eq!(report.created_indexes, ["posts_by_user"]);
    for entry in before {
        assert!(place.shape().contains(&entry), "{entry:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_added_is_refused_with_all_reasons_at_once() {
    let place = Place::new(
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, content TEXT); INSERT INTO posts VALUES (1, 'a');
         CREATE TABLE OrderLine (OrderId BIGINT PRIMARY KEY); INSERT INTO OrderLine VALUES (1);
         CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users VALUES (1, 'Ann');",
    );
    let text = place.refused().await;
    for part in [
        "`posts.user_id` is NOT NULL without a default, and the table has rows: give it a DEFAULT, or let it be NULL",
        "`posts.title` is NOT NULL",
        "`OrderLine.LineNo` belongs to the primary key",
        "`OrderLine.UnitPrice` is NOT NULL",
        "`users.created_at` has a default that is computed",
        "was not changed",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for part in ["`posts.published`", "`users.email`", "`OrderLine.type`"] {
        assert!(!text.contains(part), "{part} can be added: {text}");
    }
    place.raw().execute_batch("DELETE FROM posts; DELETE FROM users; DROP TABLE OrderLine").unwrap();
    let db = place.open().await;
    let report = db.sync(&SCHEMA).await.unwrap();
    assert!(report.added_columns.contains(&"posts.title".to_owned()), "without rows it can be added: {report}");
    people(&db).await;
    query!(posts.insert { user_id: 1, title: "x" }).run(&db).await.unwrap();
    let error = query!(posts.insert { user_id: 99, title: "x" }).run(&db).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
}

#[tokio::test]
async fn a_unique_key_over_rows_that_are_not_unique_is_refused() {
    let rows = "INSERT INTO users VALUES (1, 'a', 'x', 1, 'member', 1, '2024-01-01'), (2, 'b', 'x', 1, 'member', 1, '2024-01-01');";
    let place = Place::new(&format!("{}{rows}", USERS.replace("UNIQUE", "")));
    let text = place.refused().await;
    assert!(text.contains("users_email_key") && text.contains("rows that are there"), "{text}");
}

#[tokio::test]
async fn an_index_that_is_unique_for_more_or_for_less_is_no_unique_key() {
    for index in ["(email, lower(name))", "(email) WHERE active", "(lower(email))", "(email, name)"] {
        let place = Place::new(&format!("{} CREATE UNIQUE INDEX theirs ON users {index}", USERS.replace("UNIQUE", "")));
        let report = place.open().await.sync(&SCHEMA).await.unwrap();
        assert!(report.created_indexes.contains(&"users_email_key".to_owned()), "{index}: {report}");
    }
    let place = Place::new(&format!("{} CREATE UNIQUE INDEX theirs ON users (EMAIL)", USERS.replace("UNIQUE", "")));
    let report = place.open().await.sync(&SCHEMA).await.unwrap();
    assert!(report.created_indexes.is_empty(), "{report}");
}

#[tokio::test]
async fn a_name_that_something_else_has_is_refused() {
    let index = Place::new(&format!(
        "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id, title, content, published);
        CREATE TABLE theirs (x); CREATE INDEX posts_by_user ON theirs (x)"
    ));
    let text = index.refused().await;
    assert!(text.contains("posts_by_user") && text.contains("already"), "{text}");
    let view = Place::new(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); CREATE VIEW users AS SELECT id, name FROM people",
    );
    let text = view.refused().await;
    assert!(text.contains("`users`") && text.contains("view"), "{text}");
}

#[tokio::test]
async fn a_table_where_the_schema_has_a_view_is_read() {
    let place = Place::new(
        "CREATE TABLE active_users (id INTEGER, name TEXT, email TEXT); INSERT INTO active_users VALUES (1, 'Ann', NULL)",
    );
    let db = place.open().await;
    assert!(!db.sync(&SCHEMA).await.unwrap().created_tables.contains(&"active_users".to_owned()));
    assert_eq!(query!(active_users.count where email is null).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn names_in_another_case_are_the_same_names() {
    let place = Place::new(
        "CREATE TABLE ORDERLINE (orderid INT, LINENO INT, unitprice, QUANTITY, TYPE, TOTAL, PRIMARY KEY (orderid, LINENO))",
    );
    let db = place.open().await;
    let report = db.sync(&SCHEMA).await.unwrap();
    assert!(report.added_columns.is_empty() && !report.created_tables.contains(&"OrderLine".to_owned()), "{report}");
    query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 1, quantity: 1, r#type: "x" })
        .run(&db)
        .await
        .unwrap();
}

#[tokio::test]
async fn two_databases_know_nothing_of_each_other() {
    let (one, other) =
        (Database::connect("sqlite::memory:").await.unwrap(), Database::connect("sqlite::memory:").await.unwrap());
    assert!(!one.sync(&SCHEMA).await.unwrap().is_empty());
    assert_eq!(query!(users.count).run(&other).await.unwrap_err().kind(), ErrorKind::Schema);
    assert!(!other.sync(&SCHEMA).await.unwrap().is_empty());
    people(&one).await;
    for _ in 0..3 {
        assert_eq!(query!(users.count where active).run(&one).await.unwrap(), 4);
        assert_eq!(query!(users.count where active).run(&other).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_programs_that_open_a_new_database_and_sync_at_once_one_adds_and_all_succeed() {
    for store in stores::here().filter(|store| store.is_shared()) {
        println!("on {}:", store.name);
        let _settled = store.settled().await;
        for _ in 0..if store.is_server() { 2 } else { 8 } {
            let place = store.fresh().await;
            let synced = (0..8).map(|_| {
                let url = place.url.clone();
                tokio::spawn(async move {
                    let db = Database::connect(&url).await.unwrap();
                    let report = db.sync(&SCHEMA).await.unwrap();
                    db.close().await.unwrap();
                    report
                })
            });
            let mut adding = 0;
            for report in synced.collect::<Vec<_>>() {
                adding += usize::from(!report.await.unwrap().is_empty());
            }
            assert_eq!(adding, 1);
            let db = Database::connect(&place.url).await.unwrap();
            assert!(db.sync(&SCHEMA).await.unwrap().is_empty());
            db.close().await.unwrap();
            place.remove().await;
        }
    }
}

/// As while another process recovers the log: until then nobody can even read.
#[tokio::test]
async fn a_database_that_nobody_can_read_for_a_while_is_waited_for() {
    let place = Place::new("");
    let db = place.open().await;
    assert!(!db.sync(&SCHEMA).await.unwrap().is_empty());
    db.close().await.unwrap();
    let other = place.raw();
    // Only without a write-ahead log a writer keeps readers out.
    other.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    let reader = Database::builder().read_only().connect(&place.url()).await.unwrap();
    for what in ["sync", "explain", "count"] {
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let release = async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            other.execute_batch("COMMIT").unwrap();
        };
        let reads = async {
            match what {
                "sync" => assert!(reader.sync(&SCHEMA).await.unwrap().is_empty()),
                "explain" => assert!(query!(users.count).explain(&reader).await.unwrap().contains("users")),
                _ => assert_eq!(query!(users.count).run(&reader).await.unwrap(), 0),
            }
        };
        tokio::join!(reads, release);
    }
}

#[tokio::test]
async fn statements_and_streams_that_were_there_before_go_on() {
    let place = Place::new(&format!(
        "{USERS} INSERT INTO users WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000)
        SELECT n, 'n' || n, NULL, n % 100, 'member', 1, '2024-01-01' FROM n"
    ));
    let db = place.open().await;
    assert_eq!(query!(samples.count).run(&db).await.unwrap_err().kind(), ErrorKind::Schema);
    let mut stream = query!(users.find order by id).stream(&db);
    assert_eq!(stream.next().await.unwrap().unwrap().id, 1);
    assert!(!db.sync(&SCHEMA).await.unwrap().is_empty());
    let mut rest = 0;
    while let Some(row) = stream.next().await {
        row.unwrap();
        rest += 1;
    }
    assert_eq!(rest, 999);
    assert_eq!(query!(samples.count).run(&db).await.unwrap(), 0);
    assert_eq!(query!(users.count where age = 5).run(&db).await.unwrap(), 10);
}

#[tokio::test]
async fn a_closed_or_read_only_database_says_so() {
    let place = Place::new(USERS);
    let reader = Database::builder().read_only().connect(&place.url()).await.unwrap();
    let error = reader.sync(&SCHEMA).await.unwrap_err();
    assert!(error.is_read_only(), "{error:?}");
    let db = place.open().await;
    db.clone().close().await.unwrap();
    assert!(db.sync(&SCHEMA).await.unwrap_err().is_connection_lost());
}

/// Two rows of users with one address, which schema.sql wants to be unique.
#[cfg(feature = "servers")]
const TWINS: [&str; 2] = [
    "CREATE TABLE users (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255), age INTEGER,
        role VARCHAR(20) NOT NULL, active BOOLEAN NOT NULL, created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    "INSERT INTO users (id, name, email, role, active) VALUES (1, 'a', 'a@b', 'member', TRUE), (2, 'b', 'a@b', 'member', TRUE)",
];

#[cfg(feature = "servers")]
#[tokio::test]
async fn a_sync_that_fails_on_a_server_leaves_nothing_or_says_what_stays() {
    for store in stores::here().filter(|store| store.is_server()) {
        println!("on {}:", store.name);
        let _settled = store.settled().await;
        let place = store.fresh().await;
        for sql in TWINS {
            stores::tell(&place.url, sql).await.unwrap();
        }
        let db = Database::connect(&place.url).await.unwrap();
        let error = db.sync(&SCHEMA).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sync, "{error:?}");
        let (said, tables) = (error.to_string(), query!(posts.count).run(&db).await);
        if place.url.starts_with("mysql") || place.url.starts_with("mariadb") {
            assert!(said.contains("what was added before it stays") && tables.is_ok(), "{said}");
        } else {
            assert!(said.contains("nothing was changed") && tables.is_err(), "{said}");
        }
        db.close().await.unwrap();
        place.remove().await;
    }
}

#[cfg(feature = "servers")]
#[tokio::test]
async fn servers_add_a_column_with_a_computed_default_to_rows_that_are_there() {
    for store in stores::here().filter(|store| store.is_server()) {
        println!("on {}:", store.name);
        let _settled = store.settled().await;
        let place = store.fresh().await;
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        people(&db).await;
        for sql in ["DROP VIEW active_users", "ALTER TABLE users DROP COLUMN created_at"] {
            stores::tell(&place.url, sql).await.unwrap();
        }
        let report = db.sync(&SCHEMA).await.unwrap();
        assert_eq!(report.added_columns, ["users.created_at"]);
        let filled = query!(users.find).run(&db).await.unwrap();
        assert!(filled.len() == 5 && filled.iter().all(|user| user.created_at == filled[0].created_at));
        assert!(db.sync(&SCHEMA).await.unwrap().is_empty());
        db.close().await.unwrap();
        place.remove().await;
    }
}
