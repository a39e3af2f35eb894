//! Lists of any length.

use crate::{on_every_store, people, samples, users};
use querent::query;

#[test]
fn a_list_matches_its_members() {
    on_every_store(async |db| {
        people(db).await;
        let names = vec!["Ann".to_owned(), "Eve".to_owned(), "it's \"odd\" \\ ü".to_owned()];
        assert_eq!(query!(users.count where name in {names}).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where name in {&names[..1]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where name in {["Ann", "Bob"]}).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where age in {(0..30).filter(|age| age % 5 == 0)}).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where role in {[users::Role::Member]}).run(db).await.unwrap(), 5);
    });
}

#[test]
fn the_empty_list_matches_nothing_and_its_opposite_everything() {
    on_every_store(async |db| {
        people(db).await;
        let none: Vec<i32> = Vec::new();
        assert_eq!(query!(users.count where age in {&none}).run(db).await.unwrap(), 0);
        assert_eq!(query!(users.count where age not in {&none}).run(db).await.unwrap(), 5);
        assert_eq!(query!(users.count where age not in {[25]}).run(db).await.unwrap(), 2);
        let absent: Option<Vec<i32>> = None;
        assert_eq!(query!(users.count where age in {absent}?).run(db).await.unwrap(), 5);
        assert_eq!(query!(users.count where age in {Some(none)}?).run(db).await.unwrap(), 0);
    });
}

#[test]
fn a_hundred_thousand_ids() {
    on_every_store(async |db| {
        let rows: Vec<_> = (0..1000).map(|number| users::New::new(format!("user {number}"))).collect();
        query!(users.insert_many {&rows}).run(db).await.unwrap();
        let ids: Vec<i64> = (501..100_501).collect();
        assert_eq!(query!(users.count where id in {&ids}).run(db).await.unwrap(), 500);
        assert_eq!(query!(users.delete where id in {ids}).run(db).await.unwrap(), 500);
    });
}

#[test]
fn a_change_by_a_list_finds_its_rows_by_their_keys() {
    on_every_store(async |db| {
        people(db).await;
        let ids: Vec<i64> = query!(users.find { id } where name != "Ann" order by id)
            .run(db)
            .await
            .unwrap()
            .iter()
            .map(|user| user.id)
            .collect();
        // MariaDB up to 11.0 would take the list apart once for each row of the table, and lock them all.
        for plan in [
            query!(users.update { age: 5 } where id in {&ids}).explain(db).await.unwrap(),
            query!(users.delete where id in {&ids}).explain(db).await.unwrap(),
        ] {
            assert!(!plan.contains("DEPENDENT SUBQUERY"), "{plan}");
        }
        let changed =
            query!(users.update { age: age + 1 } where id in {&ids} and age is not null).run(db).await.unwrap();
        assert_eq!(changed, query!(users.count where name != "Ann" and age is not null).run(db).await.unwrap());
        let changed = query!(users.update { role: case when id in {&ids} then "admin" else "member" end } all)
            .run(db)
            .await
            .unwrap();
        assert_eq!(changed, 5);
        assert_eq!(query!(users.count where role = "admin").run(db).await.unwrap(), 4);
        let changed = query!(users.update { active: false } where id in {&ids[..1]} or name = "Ann" returning { id })
            .run(db)
            .await
            .unwrap();
        assert_eq!(changed.len(), 2);
        assert_eq!(query!(users.delete where id not in {&ids}).run(db).await.unwrap(), 1);
        let gone = query!(users.delete where id in {&ids[1..]} returning { id }).run(db).await.unwrap();
        assert_eq!(gone.iter().map(|user| user.id).collect::<Vec<_>>(), ids[1..]);
        assert_eq!(query!(users.find).run(db).await.unwrap().iter().map(|user| user.id).collect::<Vec<_>>(), ids[..1]);
    });
}

#[test]
fn a_hundred_thousand_rows() {
    on_every_store(async |db| {
        let mut rows: Vec<_> = (0..100_000).map(|number| users::New::new(format!("user {number}"))).collect();
        assert_eq!(query!(users.insert_many {&rows}).run(db).await.unwrap(), 100_000);
        // The last one is refused by the name's length, and with it all of them.
        rows.truncate(20_000);
        rows.push(users::New::new("x".repeat(256)));
        query!(users.insert_many {&rows}).run(db).await.unwrap_err();
        assert_eq!(query!(users.count).run(db).await.unwrap(), 100_000);
    });
}

#[test]
fn many_rows_are_returned_in_the_order_given() {
    on_every_store(async |db| {
        let rows: Vec<_> = (0..3000).map(|number| users::New::new(format!("user {}", number * 7919 % 3000))).collect();
        let stored = query!(users.insert_many {&rows} returning { id, name, age }).run(db).await.unwrap();
        assert_eq!(stored.len(), rows.len());
        assert!(stored.iter().zip(&rows).all(|(stored, row)| stored.name == row.name && stored.age == Some(0)));
        assert!(stored.windows(2).all(|pair| pair[0].id < pair[1].id));
    });
}

#[test]
fn lists_of_every_type() {
    on_every_store(async |db| {
        let token = uuid::Uuid::from_u128(0x1234_5678_9abc_def0_1234_5678_9abc_def0);
        let price: bigdecimal::BigDecimal = "0.1000000000".parse().unwrap();
        let day = jiff::civil::date(2024, 2, 29);
        let time = jiff::civil::time(23, 59, 59, 999_999_000);
        let instant: jiff::Timestamp = "2024-02-29T12:00:00.5Z".parse().unwrap();
        let ratio = 0.1 + 0.2;
        let data: Vec<u8> = vec![0, 255, 39];
        let flag = true;
        query!(samples.insert {
            token: {token}, price: {price}, born_on: {day}, wakes_at: {time}, seen_at: {instant}, starts_at: {day.to_datetime(time)},
            ratio: {ratio}, data: {&data}, small: 5, large: 9007199254740993, flag: {flag}
        }).run(db).await.unwrap();
        assert_eq!(query!(samples.count where token in {[token]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where price in {[price]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where born_on in {[day]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where wakes_at in {[time]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where seen_at in {[instant]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where starts_at in {[day.to_datetime(time)]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where ratio in {[ratio, 1e300]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where data in {[data]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where small in {[5_i16]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where large in {[9_007_199_254_740_993_i64]}).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where large in {[9_007_199_254_740_992_i64]}).run(db).await.unwrap(), 0);
        assert_eq!(query!(samples.count where flag in {[true]}).run(db).await.unwrap(), 1);
    });
}
