//! The fields of a projection have the types that the language says: each is given to a variable of that type.

use crate::{accounts, on_every_store, order_line, people, posts, samples, users};
use bigdecimal::BigDecimal;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use querent::query;
use uuid::Uuid;

#[test]
fn columns() {
    on_every_store(async |db| {
        query!(samples.insert { small: 1 }).run(db).await.unwrap();
        let row = query!(samples.get { * } where id = 1).run(db).await.unwrap();
        let _: i64 = row.id;
        let _: (Option<i16>, Option<i32>, Option<i64>) = (row.small, row.whole, row.large);
        let _: (Option<bool>, Option<f64>, Option<BigDecimal>) = (row.flag, row.ratio, row.price);
        let _: (Option<String>, Option<String>, Option<Vec<u8>>) = (row.code, row.note, row.data);
        let _: (Option<Date>, Option<Time>) = (row.born_on, row.wakes_at);
        let _: (Option<DateTime>, Option<Timestamp>) = (row.starts_at, row.seen_at);
        let _: (Option<Uuid>, Option<serde_json::Value>) = (row.token, row.document);
        let _: Option<samples::Mood> = row.mood;
        people(db).await;
        let row =
            query!(users.get { id, name, email, age, role, active, created_at } where id = 1).run(db).await.unwrap();
        let _: (i64, String, Option<String>, Option<i32>) = (row.id, row.name, row.email, row.age);
        let _: (users::Role, bool, Timestamp) = (row.role, row.active, row.created_at);
        query!(posts.insert { user_id: 1, title: "x" }).run(db).await.unwrap();
        let row = query!(posts.get { user_id as author, content as text } where id = 1).run(db).await.unwrap();
        let _: (i64, Option<String>) = (row.author, row.text);
        query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 1.5 }).run(db).await.unwrap();
        let row = query!(order_line.get { line_no, unit_price, total, r#type } where order_id = 1 and line_no = 1);
        let row = row.run(db).await.unwrap();
        let _: (i32, BigDecimal, Option<BigDecimal>, String) = (row.line_no, row.unit_price, row.total, row.r#type);
        let row = query!(accounts.insert { login: "a", password: "b" }).run(db).await.unwrap();
        let _: (Uuid, i32, serde_json::Value, Timestamp) = (row.id, row.visits, row.settings, row.created_at);
        let row = query!(accounts.get { password } where login = "a").run(db).await.unwrap();
        let _: String = row.password;
    });
}

#[test]
fn arithmetic() {
    on_every_store(async |db| {
        query!(samples.insert { small: 7, whole: 2, ratio: 0.5, price: 1.25 }).run(db).await.unwrap();
        let row = query!(samples.get {
            small + whole as sum, id * 2 as product, small / 2 as half, id / 2 as halved, id / small as ratio_of, id % 2 as rest,
            -small as minus, -id as minus_id, abs(whole) as absolute, ratio / 2.0 as part, ratio / ratio as one, round(ratio) as rounded,
            price + 1 as more, price * small as times, round(price) as whole_price, -price as less, coalesce(small, 0) as known
        } where id = 1).run(db).await.unwrap();
        let _: (Option<i64>, i64, Option<i64>, i64) = (row.sum, row.product, row.half, row.halved);
        let _: (Option<i64>, i64, Option<i64>, i64) = (row.ratio_of, row.rest, row.minus, row.minus_id);
        let _: (Option<i64>, Option<f64>, Option<f64>) = (row.absolute, row.part, row.one);
        let _: (Option<f64>, Option<BigDecimal>, Option<BigDecimal>) = (row.rounded, row.more, row.times);
        let _: (Option<BigDecimal>, Option<BigDecimal>, i16) = (row.whole_price, row.less, row.known);
        let divisor = 2_i64;
        let row = query!(users.find_first { id / {divisor} as part, id % (id - id) as none, id + {divisor} as sum });
        if let Some(row) = row.run(db).await.unwrap() {
            let _: (Option<i64>, Option<i64>, i64) = (row.part, row.none, row.sum);
        }
    });
}

#[test]
fn functions() {
    on_every_store(async |db| {
        people(db).await;
        let fallback = "nobody".to_owned();
        let row = query!(users.get {
            lower(name) as low, upper(email) as up, trim(name) as trimmed, length(name) as characters, length(email) as mail,
            concat(name, "!") as loud, concat(name, email) as both, coalesce(email, name) as shown,
            coalesce(email, {fallback}) as given, coalesce(age, 0) as years, coalesce(role, "admin") as rank, now() as instant
        } where id = 1).run(db).await.unwrap();
        let _: (String, Option<String>, String) = (row.low, row.up, row.trimmed);
        let _: (i64, Option<i64>) = (row.characters, row.mail);
        let _: (String, Option<String>, String, String) = (row.loud, row.both, row.shown, row.given);
        let _: (i32, users::Role, Timestamp) = (row.years, row.rank, row.instant);
        let row = query!(samples.find_first {
            coalesce(small, whole) as wider, coalesce(whole, large, 0) as widest, coalesce(price, whole) as exact,
            coalesce(born_on, now()) as day, coalesce(mood, mood) as feeling, coalesce(note, code) as text
        })
        .run(db)
        .await
        .unwrap();
        if let Some(row) = row {
            let _: (Option<i32>, i64, Option<BigDecimal>) = (row.wider, row.widest, row.exact);
            let _: (Date, Option<samples::Mood>, Option<String>) = (row.day, row.feeling, row.text);
        }
    });
}

#[test]
fn conditions_and_choices() {
    on_every_store(async |db| {
        people(db).await;
        let (min, maybe) = (18, Some(3));
        let row = query!(users.get {
            (age >= {min}) as adult, (id = 1) as first, (age is null) as unknown, (age is {maybe}) as three, (not active) as gone,
            (name like "A%") as with_a, (email contains "@") as mailed, (age in {[1, 2]}) as few, (age between 1 and 2) as small,
            (active and age > 3) as both, (active or id > 3) as either,
            case when active then 1 else 2 end as number, case when active then name end as called,
            case when active then age else 0 end as years, case when age > 3 then "old" else "young" end as stage,
            case when active then role else "admin" end as rank, case when active then true else false end as truth
        } where id = 1).run(db).await.unwrap();
        let _: (Option<bool>, bool, bool, bool, bool) = (row.adult, row.first, row.unknown, row.three, row.gone);
        let _: (bool, Option<bool>, Option<bool>, Option<bool>) = (row.with_a, row.mailed, row.few, row.small);
        let _: (Option<bool>, bool) = (row.both, row.either);
        let _: (i64, Option<String>, Option<i32>) = (row.number, row.called, row.years);
        let _: (String, users::Role, bool) = (row.stage, row.rank, row.truth);
    });
}

/// Filled field by field.
struct Named {
    name: String,
    next: Option<i64>,
}

#[test]
fn verbs() {
    on_every_store(async |db| {
        people(db).await;
        let _: Vec<users::Row> = query!(users.find).run(db).await.unwrap();
        let _: Option<users::Row> = query!(users.find_first).run(db).await.unwrap();
        let _: users::Row = query!(users.get where id = 1).run(db).await.unwrap();
        let _: u64 = query!(users.count).run(db).await.unwrap();
        let _: bool = query!(users.exists).run(db).await.unwrap();
        let _: u64 = query!(users.update { age: 3 } where id = 1).run(db).await.unwrap();
        let rows =
            query!(users.update { age: 3 } where id = 1 returning { id, age + 1 as next }).run(db).await.unwrap();
        let _: Vec<(i64, Option<i64>)> = rows.into_iter().map(|row| (row.id, row.next)).collect();
        let rows: Vec<Named> = query!(users.find { name, age + 1 as next } as Named order by id).run(db).await.unwrap();
        assert_eq!((rows[0].name.as_str(), rows[0].next), ("Ann", Some(4)));
        let _: users::Row =
            query!(users.upsert where id = 1 create { name: "A" } update { age: 4 }).run(db).await.unwrap();
        let _: u64 = query!(users.delete where id = 1).run(db).await.unwrap();
        let _: Vec<users::Row> = query!(users.delete where id = 2 returning *).run(db).await.unwrap();
        let () = query!(posts.truncate).run(db).await.unwrap();
    });
}
