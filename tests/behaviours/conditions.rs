//! Conditions: comparisons, NULL, texts, optional conditions.

use crate::{on_every_store, people, users};
use querent::{Database, query};

async fn ages(db: &Database, query: querent::Query<querent::Rows<users::Row>>) -> Vec<Option<i32>> {
    query.run(db).await.unwrap().into_iter().map(|row| row.age).collect()
}

#[test]
fn comparisons_follow_three_valued_logic() {
    on_every_store(async |db| {
        people(db).await;
        assert_eq!(query!(users.count where age = 25).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where age != 25).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where not (age = 25)).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where age <> 25 or age == 25).run(db).await.unwrap(), 4);
        assert_eq!(query!(users.count where age < 25 or age > 25).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where age between 17 and 25).run(db).await.unwrap(), 3);
        assert_eq!(query!(users.count where age not between 17 and 25).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where age is null).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where age is not null and not active).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where active = false).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where age in (17, 40, 99)).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where age not in (17, 40)).run(db).await.unwrap(), 2);
    });
}

#[test]
fn is_takes_null_for_equal_to_null() {
    on_every_store(async |db| {
        people(db).await;
        for (age, expected) in [(None, 1), (Some(25), 2), (Some(26), 0)] {
            assert_eq!(query!(users.count where age is {age}).run(db).await.unwrap(), expected, "{age:?}");
            assert_eq!(query!(users.count where age is not {age}).run(db).await.unwrap(), 5 - expected, "{age:?}");
        }
    });
}

#[test]
fn an_optional_condition_is_dropped_when_its_value_is_missing() {
    on_every_store(async |db| {
        people(db).await;
        for (min, part, expected) in
            [(None, None, 4), (Some(18), None, 2), (None, Some("n"), 1), (Some(18), Some("id"), 1)]
        {
            let found =
                query!(users.count where active and age >= {min}? and name contains {part}?).run(db).await.unwrap();
            assert_eq!(found, expected, "{min:?} {part:?}");
        }
        for (name, age, expected) in
            [(None, None, 5), (Some("Ann"), None, 1), (None, Some(25), 2), (Some("Ann"), Some(25), 3)]
        {
            let found = query!(users.count where name = {name}? or age = {age}?).run(db).await.unwrap();
            assert_eq!(found, expected, "{name:?} {age:?}");
            let others = query!(users.count where not (name = {name}? or age = {age}?)).run(db).await.unwrap();
            let without_null = if age.is_some() && name != Some("Dee") { 1 } else { 0 };
            let left = if name.is_none() && age.is_none() { 5 } else { 5 - expected - without_null };
            assert_eq!(others, left, "not: {name:?} {age:?}");
        }
    });
}

#[test]
fn like_is_case_sensitive_and_ilike_is_not() {
    on_every_store(async |db| {
        for name in ["Äpfel", "äpfel", "100%", "100x", "a_b", "axb", "back\\slash", ""] {
            query!(users.insert { name: {name} }).run(db).await.unwrap();
        }
        let count = async |query: querent::Query<querent::Count>| query.run(db).await.unwrap();
        assert_eq!(count(query!(users.count where name like "Äpf%")).await, 1);
        assert_eq!(count(query!(users.count where name ilike "ÄPF%")).await, 2);
        assert_eq!(count(query!(users.count where name not like "%pfel")).await, 6);
        assert_eq!(count(query!(users.count where name like "100\\%")).await, 1);
        assert_eq!(count(query!(users.count where name like "a_b")).await, 2);
        assert_eq!(count(query!(users.count where name like "a\\_b")).await, 1);
        assert_eq!(count(query!(users.count where name like "back\\\\slash")).await, 1);
        for (part, expected) in [("%", 1), ("_", 1), ("\\", 1), ("", 8), ("pfel", 2), ("PFEL", 0)] {
            assert_eq!(count(query!(users.count where name contains {part})).await, expected, "contains {part:?}");
        }
        for (prefix, expected) in [("100", 2), ("100%", 1), ("a", 2), ("", 8), ("Ä", 1), ("\u{10ffff}", 0)] {
            assert_eq!(
                count(query!(users.count where name starts_with {prefix})).await,
                expected,
                "starts_with {prefix:?}"
            );
            assert_eq!(
                count(query!(users.count where name not starts_with {prefix})).await,
                8 - expected,
                "not {prefix:?}"
            );
        }
        for (suffix, expected) in [("b", 2), ("%", 1), ("", 8), ("slash", 1)] {
            assert_eq!(
                count(query!(users.count where name ends_with {suffix})).await,
                expected,
                "ends_with {suffix:?}"
            );
        }
        assert_eq!(count(query!(users.count where name starts_with "100")).await, 2);
        assert_eq!(count(query!(users.count where name contains "_")).await, 1);
        assert_eq!(count(query!(users.count where name ends_with "\\slash")).await, 1);
    });
}

#[test]
fn text_is_compared_by_code_point() {
    on_every_store(async |db| {
        for name in ["b", "B", "a", "a ", "ä", "z", "\u{1f600}", "\u{ffee}"] {
            query!(users.insert { name: {name} }).run(db).await.unwrap();
        }
        let rows = query!(users.find { name } order by name).run(db).await.unwrap();
        let sorted: Vec<_> = rows.into_iter().map(|row| row.name).collect();
        assert_eq!(sorted, ["B", "a", "a ", "b", "z", "ä", "\u{ffee}", "\u{1f600}"]);
        assert_eq!(query!(users.count where name = "a").run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where name > "a").run(db).await.unwrap(), 6);
    });
}

#[test]
fn and_binds_tighter_than_or() {
    on_every_store(async |db| {
        people(db).await;
        let found = ages(db, query!(users.find where age = 17 or age = 25 and not active order by age)).await;
        assert_eq!(found, [Some(17), Some(25)]);
        let found = ages(db, query!(users.find where (age = 17 or age = 25) and not active)).await;
        assert_eq!(found, [Some(25)]);
    });
}
