//! `find`, `find_first`, `get`, `count`, `exists`, projections, `take` and `skip`.

use crate::{names, on_every_store, people, users};
use querent::query;

#[test]
fn find_gives_all_rows_that_match() {
    on_every_store(async |db| {
        people(db).await;
        let adults: Vec<users::Row> = query!(users.find where age >= 18 order by id).run(db).await.unwrap();
        assert_eq!(names(&adults), ["Bob", "Cid", "Eve"]);
        assert_eq!(adults[0].email.as_deref(), Some("bob@example.org"));
        assert_eq!(adults[0].role, users::Role::Member);
        let all = query!(users.find_many order by id).run(db).await.unwrap();
        assert_eq!(names(&all), ["Ann", "Bob", "Cid", "Dee", "Eve"]);
        assert!(query!(users.find where age > 100).run(db).await.unwrap().is_empty());
    });
}

#[test]
fn find_first_gives_one_row_or_none() {
    on_every_store(async |db| {
        people(db).await;
        let first: Option<users::Row> = query!(users.find_first where age = 25 order by id).run(db).await.unwrap();
        assert_eq!(first.unwrap().name, "Bob");
        assert!(query!(users.find_first where age = 26).run(db).await.unwrap().is_none());
    });
}

#[test]
fn get_gives_the_row_of_a_key_or_says_that_there_is_none() {
    on_every_store(async |db| {
        people(db).await;
        let cid = query!(users.get where email = "cid@example.org").run(db).await.unwrap();
        assert_eq!(cid.name, "Cid");
        let id = cid.id;
        assert_eq!(query!(users.get where id = {id}).run(db).await.unwrap(), cid);
        let error = query!(users.get where id = {id + 100}).run(db).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
        assert!(error.to_string().contains("users"), "{error}");
    });
}

#[test]
fn count_and_exists() {
    on_every_store(async |db| {
        people(db).await;
        assert_eq!(query!(users.count).run(db).await.unwrap(), 5);
        assert_eq!(query!(users.count where active and age = 25).run(db).await.unwrap(), 1);
        assert!(query!(users.exists where name = "Dee").run(db).await.unwrap());
        assert!(!query!(users.exists where name = "dee").run(db).await.unwrap());
        assert!(query!(users.exists).run(db).await.unwrap());
    });
}

#[test]
fn a_projection_is_a_record_with_exactly_its_fields() {
    on_every_store(async |db| {
        people(db).await;
        let rows =
            query!(users.find { id, name, age + 1 as next, upper(name) as loud } where age = 17).run(db).await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].name.as_str(), rows[0].next, rows[0].loud.as_str()), ("Ann", Some(18_i64), "ANN"));
        let debug = format!("{:?}", rows[0]);
        assert!(debug.contains("name: \"Ann\"") && !debug.contains("email"), "{debug}");
        let one = query!(users.get { role } where email = "ann@example.org").run(db).await.unwrap();
        assert_eq!(one.role, users::Role::Member);
        let star = query!(users.find_first { * } order by id).run(db).await.unwrap().unwrap();
        assert_eq!(star.name, "Ann");
    });
}

#[derive(Debug, PartialEq)]
struct Adult {
    name: String,
    age: Option<i32>,
}

#[test]
fn as_fills_a_struct_of_ones_own() {
    on_every_store(async |db| {
        people(db).await;
        let adults = query!(users.find { name, age } as Adult where age > 30).run(db).await.unwrap();
        assert_eq!(adults, [Adult { name: "Cid".to_owned(), age: Some(40) }]);
    });
}

#[test]
fn distinct_gives_each_once() {
    on_every_store(async |db| {
        people(db).await;
        let ages = query!(users.find distinct { age } order by age).run(db).await.unwrap();
        assert_eq!(ages.iter().map(|row| row.age).collect::<Vec<_>>(), [None, Some(17), Some(25), Some(40)]);
    });
}

#[test]
fn take_and_skip() {
    on_every_store(async |db| {
        people(db).await;
        let (take, skip) = (2_u32, 1_usize);
        assert_eq!(names(&query!(users.find order by id take 2).run(db).await.unwrap()), ["Ann", "Bob"]);
        assert_eq!(
            names(&query!(users.find order by id take {take} skip {skip}).run(db).await.unwrap()),
            ["Bob", "Cid"]
        );
        assert_eq!(names(&query!(users.find order by id skip 3).run(db).await.unwrap()), ["Dee", "Eve"]);
        assert!(query!(users.find take 0).run(db).await.unwrap().is_empty());
        assert_eq!(query!(users.find take {u64::MAX}).run(db).await.unwrap().len(), 5);
    });
}

#[test]
fn a_stream_gives_rows_as_they_come() {
    on_every_store(async |db| {
        let rows: Vec<_> = (0..3000).map(|number| users::New::new(format!("user {number}"))).collect();
        assert_eq!(query!(users.insert_many {rows}).run(db).await.unwrap(), 3000);
        let mut stream = query!(users.find order by id).stream(db);
        let mut seen = 0;
        while let Some(row) = stream.next().await {
            assert_eq!(row.unwrap().name, format!("user {seen}"));
            seen += 1;
        }
        assert_eq!(seen, 3000);
        drop(stream);
        let mut abandoned = query!(users.find order by id).stream(db);
        assert!(abandoned.next().await.is_some());
        drop(abandoned);
        assert_eq!(query!(users.count).run(db).await.unwrap(), 3000);
    });
}

#[test]
fn a_view_is_read_like_a_table() {
    on_every_store(async |db| {
        people(db).await;
        let active = query!(crate::active_users.find order by name).run(db).await.unwrap();
        assert_eq!(active.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Ann", "Bob", "Cid", "Dee"]);
    });
}

#[test]
fn sql_and_explain_tell_what_is_done() {
    on_every_store(async |db| {
        let min = Some(3);
        let with = query!(users.find where active and age >= {min}? order by id take 3);
        let text = with.sql(querent::Dialect::Postgres);
        assert!(text.contains("$1") && text.contains("LIMIT 3"), "{text}");
        let none: Option<i32> = None;
        let without = query!(users.find where active and age >= {none}? order by id take 3);
        assert!(!without.sql(querent::Dialect::Postgres).contains("age\" >="), "the condition is dropped");
        // A row that is found by its key is no step of a plan on every store.
        let plan = query!(users.find where age > 3).explain(db).await.unwrap();
        assert!(plan.contains("users"), "{plan}");
    });
}
