//! The deviations of docs/reference.md: that stores really are as it says, so that a row which holds no more is struck from there.

use crate::{SCHEMA, posts, samples, users};
use bigdecimal::BigDecimal;
use querent::{Database, ErrorKind, Result, query};
use querent_tests::on_every_place;

/// What is behind a database, by the word that its URL begins with.
#[derive(Clone, Copy)]
struct Kind<'u>(&'u str);

impl Kind<'_> {
    fn is(self, kinds: &[&str]) -> bool {
        kinds.contains(&self.0)
    }

    /// Whether it is MySQL or MariaDB.
    fn is_mysql(self) -> bool {
        self.is(&["mysql", "mariadb"])
    }

    fn is_server(self) -> bool {
        self.is(&["mysql", "mariadb", "postgres", "cockroach"])
    }
}

/// Runs a body on a fresh database of each store, with what is behind it.
fn on_each(body: impl AsyncFn(Kind<'_>, &Database)) {
    on_every_place(async |place| {
        let db = Database::connect(&place.url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        body(Kind(place.url.split(':').next().unwrap()), &db).await;
        db.close().await.unwrap();
    });
}

fn is_refused<T: std::fmt::Debug>(outcome: Result<T>) -> bool {
    outcome.is_err_and(|error| error.kind() == ErrorKind::Query)
}

#[test]
fn the_clock_of_sqlite_has_milliseconds() {
    on_each(async |kind, db| {
        if kind.is(&["sqlite"]) {
            let row = query!(users.insert { name: "Ann" }).run(db).await.unwrap();
            assert_eq!(row.created_at.as_microsecond() % 1000, 0);
        }
    });
}

#[test]
fn floats_beyond_their_range_are_errors_of_servers() {
    on_each(async |kind, db| {
        query!(samples.insert { ratio: 1e300 }).run(db).await.unwrap();
        let product = query!(samples.find { ratio * ratio as product }).run(db).await;
        match kind.is_server() {
            true => assert!(is_refused(product), "{}", kind.0),
            false => assert_eq!(product.unwrap()[0].product, Some(f64::INFINITY)),
        }
        query!(samples.update { ratio: 1e-300 } all).run(db).await.unwrap();
        let product = query!(samples.find { ratio * ratio as product }).run(db).await;
        match kind.is(&["postgres", "cockroach"]) {
            true => assert!(is_refused(product), "{}", kind.0),
            false => assert_eq!(product.unwrap()[0].product, Some(0.0)),
        }
    });
}

#[test]
fn infinite_floats_are_stored_but_on_mysql() {
    on_each(async |kind, db| {
        let stored = query!(samples.insert { ratio: {f64::INFINITY} }).run(db).await;
        assert_eq!(stored.is_err(), kind.is_mysql(), "{stored:?}");
    });
}

#[test]
fn a_pattern_of_a_column_may_end_with_a_backslash_on_some() {
    on_each(async |kind, db| {
        query!(users.insert { name: "a\\", email: "a\\" }).run(db).await.unwrap();
        let count = query!(users.count where name like email).run(db).await;
        match kind.0 {
            "postgres" | "cockroach" => assert!(is_refused(count)),
            "mysql" | "mariadb" => assert_eq!(count.unwrap(), 1),
            _ => assert_eq!(count.unwrap(), 0),
        }
    });
}

#[test]
fn an_upsert_looks_at_a_new_row_that_it_does_not_need_but_on_mysql() {
    on_each(async |kind, db| {
        let ann = query!(users.insert { name: "Ann", email: "a@b.c" }).run(db).await.unwrap();
        // Beyond what the column holds.
        let largest = i32::MAX;
        let upsert = query!(users.upsert where id = {ann.id}
            create { name: "x", email: "x@b.c", age: {largest} + 1 } update { age: 5 });
        let outcome = upsert.run(db).await;
        match kind.is_mysql() {
            true => assert_eq!(outcome.unwrap().age, Some(5)),
            false => assert!(is_refused(outcome)),
        }
    });
}

#[test]
fn an_upsert_of_mysql_looks_at_foreign_keys_first() {
    on_each(async |kind, db| {
        let ann = query!(users.insert { name: "Ann" }).run(db).await.unwrap();
        let post = query!(posts.insert { user_id: {ann.id}, title: "first" }).run(db).await.unwrap();
        let outcome =
            query!(posts.upsert where id = {post.id} create { user_id: 999, title: "x" } update { title: "second" })
                .run(db)
                .await;
        match kind.is(&["mysql"]) {
            true => assert!(outcome.unwrap_err().is_foreign_key_violation()),
            false => assert_eq!(outcome.unwrap().title, "second"),
        }
    });
}

#[test]
fn distinct_tells_computed_zeros_apart_on_mysql() {
    on_each(async |kind, db| {
        query!(samples.insert_many [{ ratio: 1.0, note: "a" }, { ratio: -1.0, note: "a" }]).run(db).await.unwrap();
        let rows = query!(samples.find distinct { ratio * 0.0 as zero, note }).run(db).await.unwrap();
        // MariaDB does so in few plans only.
        assert!(rows.len() == if kind.is(&["mysql"]) { 2 } else { 1 } || kind.is(&["mariadb"]), "{}", rows.len());
    });
}

#[test]
fn distinct_constants_are_never_skipped_by_mariadb() {
    on_each(async |kind, db| {
        query!(users.insert_many [{ name: "Ann" }, { name: "Ben" }]).run(db).await.unwrap();
        let rows = query!(users.find distinct { length("a") as one } skip 1).run(db).await.unwrap();
        assert_eq!(rows.len(), usize::from(kind.is(&["mariadb"])));
    });
}

#[test]
fn products_of_long_decimals_lose_their_last_digits_on_mysql() {
    on_each(async |kind, db| {
        let long: BigDecimal = "9999999999999999999999999999.9999999999".parse().unwrap();
        query!(samples.insert { price: {&long} }).run(db).await.unwrap();
        let rows = query!(samples.find { price * price as product }).run(db).await;
        let exact = rows.is_ok_and(|rows| rows[0].product.as_ref() == Some(&(&long * &long)));
        assert_eq!(exact, !kind.is_mysql());
    });
}

#[test]
fn zero_minus_the_least_number_is_wrong_on_mariadb() {
    on_each(async |kind, db| {
        query!(samples.insert { small: 0, large: {i64::MIN} }).run(db).await.unwrap();
        let rows = query!(samples.find { small - large as difference }).run(db).await;
        match kind.is(&["mariadb"]) {
            true => assert_eq!(rows.unwrap()[0].difference, Some(i64::MIN)),
            false => assert!(is_refused(rows)),
        }
    });
}

/// A delete by CASCADE from row to row of one table: `chain` rows in a line, or two rows that each take one with them.
#[cfg(feature = "servers")]
#[test]
fn mysql_follows_few_rows_of_one_table() {
    querent_tests::on_every_server(async |place| {
        if place.url.starts_with("mysql:") {
            let tell = async |sql: &str| querent_tests::stores::tell(&place.url, sql).await;
            tell("CREATE TABLE notes (id BIGINT PRIMARY KEY, about_id BIGINT REFERENCES notes (id) ON DELETE CASCADE)")
                .await
                .unwrap();
            tell("INSERT INTO notes VALUES (1, NULL), (2, 1), (3, 1), (4, 2), (5, 3)").await.unwrap();
            let refused = tell("DELETE FROM notes WHERE id = 1").await;
            assert!(refused.is_err_and(|why| why.contains("cascade")), "9.7 follows two ways at once by now");
        }
    });
}
