//! Many tasks on one database: nothing is lost, nobody starves, and what is dropped half-way leaves nothing behind.

use crate::{SCHEMA, on_every_store, people, users};
use querent::{Database, DatabaseBuilder, ErrorKind, query};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tempfile::TempDir;

/// A file database with the tables of the tests.
async fn on_file(options: DatabaseBuilder) -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = options.connect(&format!("sqlite:{}", folder.path().join("app.db").display())).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    (folder, db)
}

/// So many users, `n0`, `n1`, … of age 0, 1, ….
async fn many_people(db: &Database, number: i32) {
    let rows: Vec<_> = (0..number).map(|n| users::New { age: Some(n), ..users::New::new(format!("n{n}")) }).collect();
    assert_eq!(query!(users.insert_many {rows}).run(db).await.unwrap(), number as u64);
}

/// Polls a future so many times at most, each time when it asks for it, then drops it.
async fn dropped_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tasks_read_and_write_one_file() {
    let (_folder, db) = on_file(Database::builder().pool_size(4)).await;
    query!(users.insert { name: "counter", email: "counter@example.org", age: 0 }).run(&db).await.unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                for round in 0..10 {
                    let (name, email) = (format!("task {task}"), format!("{task}@example.org"));
                    let row =
                        query!(users.upsert where email = {&email} create { name: {&name} } update { age: age + 1 });
                    assert_eq!(row.run(&db).await.unwrap().age, Some(round));
                    assert_eq!(query!(users.update { age: age + 1 } where name = "counter").run(&db).await.unwrap(), 1);
                    let own = query!(users.find where name = {&name}).run(&db).await.unwrap();
                    assert_eq!((own.len(), own[0].age), (1, Some(round)), "a task sees what it wrote");
                    let extra = query!(users.insert_many [{ name: "extra" }, { name: "extra" }] returning { id });
                    let [one, two] = extra.run(&db).await.unwrap().try_into().unwrap();
                    assert_eq!(query!(users.delete where id in {[one.id, two.id]}).run(&db).await.unwrap(), 2);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let counter = query!(users.get where email = "counter@example.org").run(&db).await.unwrap();
    assert_eq!(counter.age, Some(500), "no increment was lost");
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 51);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_of_two_handles_to_one_file_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("app.db").display());
    let handles = [Database::connect(&url).await.unwrap(), Database::connect(&url).await.unwrap()];
    handles[0].sync(&SCHEMA).await.unwrap();
    query!(users.insert { name: "counter", age: 0 }).run(&handles[0]).await.unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|task| {
            let db = handles[task % 2].clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    query!(users.update { age: age + 1 } where name = "counter").run(&db).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(query!(users.exists where age = 200).run(&handles[1]).await.unwrap());
}

/// Drops a query after 0, 1, 2, … polls until it comes to its end, and looks each time whether the database still works.
macro_rules! dropped_at_every_poll {
    ($db:ident, $query:expr) => {{
        let mut polls = 0;
        loop {
            let ended = dropped_after(polls, $query).await;
            let works = async {
                query!(users.count where age >= 0).run(&$db).await.unwrap();
                query!(users.update { active: active } where id = 1).run(&$db).await.unwrap();
            };
            tokio::time::timeout(Duration::from_secs(5), works).await.expect(stringify!($query));
            match ended {
                Some(result) => break result.unwrap(),
                None => polls += 1,
            }
            assert!(polls < 1000, "it comes to an end");
        }
    }};
}

async fn drop_everything_at_every_poll(db: Database) {
    many_people(&db, 3000).await;
    let ids: Vec<i64> = (1..=2000).collect();
    assert_eq!(dropped_at_every_poll!(db, query!(users.find order by name desc, id).run(&db)).len(), 3000);
    assert_eq!(dropped_at_every_poll!(db, query!(users.get where id = 7).run(&db)).id, 7);
    assert_eq!(dropped_at_every_poll!(db, query!(users.count where name contains "9" and id in {&ids}).run(&db)), 542);
    dropped_at_every_poll!(db, query!(users.find where age > 5).explain(&db));
    let before = query!(users.count).run(&db).await.unwrap();
    let rows: Vec<_> = (0..1500).map(|n| users::New::new(format!("many {n}"))).collect();
    dropped_at_every_poll!(db, query!(users.insert_many {&rows}).run(&db));
    let added = query!(users.count).run(&db).await.unwrap() - before;
    assert!(added >= 1500 && added % 1500 == 0, "all or nothing: {added}");
    let changed = dropped_at_every_poll!(
        db,
        query!(users.update { age: 1 } where name contains "many" returning { id }).run(&db)
    );
    assert_eq!(changed.len() as u64, added);
    let upserted =
        query!(users.upsert where email = "u@example.org" create { name: "u", age: 0 } update { age: age + 1 });
    drop(upserted);
    let upsert =
        || query!(users.upsert where email = "u@example.org" create { name: "u", age: 0 } update { age: age + 1 });
    let upserted = dropped_at_every_poll!(db, upsert().run(&db));
    assert!(upserted.age >= Some(0));
    assert!(dropped_at_every_poll!(db, db.sync(&SCHEMA)).is_empty());
    dropped_at_every_poll!(db, query!(users.delete where name contains "many").run(&db));
    dropped_at_every_poll!(db, query!(users.truncate).run(&db));
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn futures_dropped_at_every_poll_leave_a_file_usable() {
    let (_folder, db) = on_file(Database::builder().pool_size(1).acquire_timeout(Duration::from_secs(4))).await;
    drop_everything_at_every_poll(db).await;
}

#[tokio::test]
async fn futures_dropped_at_every_poll_leave_memory_usable() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    drop_everything_at_every_poll(db).await;
}

#[test]
fn streams_that_are_dropped_half_way_give_their_connection_back() {
    on_every_store(async |db| {
        many_people(db, 1000).await;
        for read in [0, 1, 63, 64, 65, 319, 320, 321, 999, 1000, 1001] {
            let mut stream = query!(users.find order by id).stream(db);
            for n in 0..read {
                match stream.next().await {
                    Some(row) => assert_eq!(row.unwrap().age, Some(n)),
                    None => assert_eq!(n, 1000),
                }
            }
            drop(stream);
            let count = tokio::time::timeout(Duration::from_secs(5), query!(users.count).run(db)).await;
            assert_eq!(count.expect("the connection is back").unwrap(), 1000);
        }
        let mut polls = 0;
        while polls < 12 {
            let mut stream = query!(users.find order by name).stream(db);
            let read_all = async {
                while let Some(row) = stream.next().await {
                    row.unwrap();
                }
            };
            dropped_after(polls, read_all).await;
            drop(stream);
            polls += 1;
            query!(users.update { age: age } where id = 1).run(db).await.unwrap();
        }
    });
}

#[tokio::test]
async fn who_waits_in_vain_for_a_connection_is_told_who_has_it() {
    let (_folder, db) = on_file(Database::builder().pool_size(1).acquire_timeout(Duration::from_millis(60))).await;
    many_people(&db, 1000).await;
    let mut stream = query!(users.find where age >= 0).stream(&db);
    let line = line!() - 1;
    stream.next().await.unwrap().unwrap();
    let error = query!(users.count).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PoolTimeout, "{error:?}");
    assert!(error.is_timeout() && !error.is_busy(), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("users.count (tests/behaviours/concurrent.rs:"), "{text}");
    assert!(text.contains(&format!("users.find (tests/behaviours/concurrent.rs:{line})")), "{text}");
    assert!(text.contains("60ms") && text.contains("1 of 1"), "{text}");
    drop(stream);
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 1000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_waits_in_vain_for_another_is_told_so() {
    let (folder, db) = on_file(Database::builder().acquire_timeout(Duration::from_millis(60))).await;
    let other = rusqlite::Connection::open(folder.path().join("app.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (first, line) = (query!(users.insert { name: "first" }), line!());
    let writing = tokio::spawn({
        let db = db.clone();
        async move { first.run(&db).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let text = query!(users.insert { name: "second" }).run(&db).await.unwrap_err().to_string();
    assert!(text.contains("writ") && !text.contains("1 of 8 are in use"), "connections are free: {text}");
    assert!(text.contains(&format!("users.insert (tests/behaviours/concurrent.rs:{line})")), "{text}");
    other.execute_batch("COMMIT").unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn every_variant_of_optional_conditions_finds_what_it_should() {
    for statements in [1, 3, 256] {
        let db = Database::builder().statement_cache(statements).connect("sqlite::memory:").await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        people(&db).await;
        let all = query!(users.find order by id).run(&db).await.unwrap();
        for variant in 0..128_u32 {
            let given = |bit: u32| variant & 1 << bit != 0;
            let (min, max) = (given(0).then_some(18), given(1).then_some(30));
            let (part, ids) = (given(2).then_some("e"), given(3).then(|| vec![1_i64, 2, 4, 5]));
            let (active, role) = (given(4).then_some(false), given(5).then_some(users::Role::Member));
            let end = given(6).then_some("b");
            let found =
                query!(users.find where age >= {min}? and age < {max}? and name contains {part}? and id in {&ids}?
                and active = {active}? and role = {role}? and not name ends_with {end}? order by id)
                .run(&db)
                .await
                .unwrap();
            let expected: Vec<_> = all
                .iter()
                .filter(|user| min.is_none_or(|min| user.age.is_some_and(|age| age >= min)))
                .filter(|user| max.is_none_or(|max| user.age.is_some_and(|age| age < max)))
                .filter(|user| part.is_none_or(|part| user.name.contains(part)))
                .filter(|user| ids.as_ref().is_none_or(|ids| ids.contains(&user.id)))
                .filter(|user| active.is_none_or(|active| user.active == active))
                .filter(|user| role.is_none_or(|role| user.role == role))
                .filter(|user| end.is_none_or(|end| !user.name.ends_with(end)))
                .cloned()
                .collect();
            assert_eq!(found, expected, "variant {variant:b}");
        }
    }
}

#[tokio::test]
async fn a_cache_of_one_statement_is_enough_for_everything() {
    let (_folder, db) = on_file(Database::builder().statement_cache(1).pool_size(2)).await;
    many_people(&db, 500).await;
    let mut stream = query!(users.find order by id).stream(&db);
    let mut seen = 0;
    while let Some(user) = stream.next().await {
        let id = user.unwrap().id;
        if id % 50 == 0 {
            query!(users.update { age: age + 1000 } where id = {id}).run(&db).await.unwrap();
            query!(users.insert_many [{ name: "late" }, { name: "later" }]).run(&db).await.unwrap();
            assert!(query!(users.get where id = {id}).run(&db).await.unwrap().age >= Some(1000));
        }
        seen += 1;
    }
    assert_eq!(seen, 500, "a stream sees the database as it was at its first row");
    assert_eq!(query!(users.count where age >= 1000).run(&db).await.unwrap(), 10);
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 520);
}
