//! Random rows and hand-written queries → the answers of the store, compared with those of a model in plain Rust: the same
//! predicate by three-valued logic that is written out by hand.

mod dates;
mod lists;
mod numbers;
mod optional;
mod order;
mod rows;
mod texts;
mod truth;
mod writes;

use crate::{SCHEMA, samples};
use proptest::prelude::*;
use querent::{Database, Result};
use rows::Full;
use std::fmt::Debug;
use truth::Truth;

/// What the queries of one round are asked about.
struct Ask<'a> {
    db: &'a Database,
    /// The rows that are stored, by key.
    rows: &'a [samples::Row],
    /// Values to bind.
    value: &'a Full,
    /// The same values, for the model.
    same: &'a samples::New,
    /// Values to bind of which some are missing.
    maybe: &'a samples::New,
    /// Values for lists; at times there is none.
    list: &'a [Full],
}

impl Ask<'_> {
    /// The rows of which `model` is true are those that the store has found.
    fn finds(&self, query: &str, found: Result<Vec<i64>>, model: impl Fn(&samples::Row) -> Truth) {
        let found = found.unwrap_or_else(|error| panic!("`{query}` failed: {error}"));
        let expected: Vec<i64> = self.rows.iter().filter(|row| model(row) == Some(true)).map(|row| row.id).collect();
        assert_eq!(found, expected, "`{query}` finds other rows than the model\n{}", self.described());
    }

    /// The value for each row is that of `model`.
    fn gives<T: PartialEq + Debug>(
        &self,
        query: &str,
        given: Result<Vec<T>>,
        model: impl Fn(&samples::Row) -> std::result::Result<T, OutOfRange>,
    ) {
        let expected: std::result::Result<Vec<T>, OutOfRange> = self.rows.iter().map(model).collect();
        match (given, expected) {
            (Ok(given), Ok(expected)) => {
                assert_eq!(given, expected, "`{query}` gives other values than the model\n{}", self.described());
            }
            (Err(_), Err(OutOfRange)) => {}
            (Ok(given), Err(OutOfRange)) => {
                panic!("`{query}` gives {given:?}, and is out of range\n{}", self.described())
            }
            (Err(error), Ok(_)) => panic!("`{query}` failed: {error}\n{}", self.described()),
        }
    }

    fn described(&self) -> String {
        let Ask { rows, value, maybe, list, .. } = self;
        format!("rows: {rows:#?}\nvalue: {value:?}\nmaybe: {maybe:?}\nlist: {list:?}")
    }
}

/// A result that no store can hold: the query is an error.
#[derive(Debug, PartialEq)]
struct OutOfRange;

/// Asks for the rows of a condition, for those of its negation, and for its value in each row.
macro_rules! holds {
    ($ask:expr, { $($condition:tt)* }, $model:expr) => {{
        let (ask, text): (&$crate::model::Ask<'_>, _) = ($ask, stringify!($($condition)*));
        let model = $crate::model::predicate($model);
        let found = querent::query!(crate::samples.find { id } where $($condition)* order by id).run(ask.db).await;
        ask.finds(text, found.map(|rows| rows.into_iter().map(|row| row.id).collect()), &model);
        let found = querent::query!(crate::samples.find { id } where not ($($condition)*) order by id).run(ask.db).await;
        let found = found.map(|rows| rows.into_iter().map(|row| row.id).collect());
        ask.finds(&format!("not ({text})"), found, |row| $crate::model::truth::not(model(row)));
        let given = querent::query!(crate::samples.find { ($($condition)*) as value } order by id).run(ask.db).await;
        let given = given.map(|rows| rows.into_iter().map(|row| $crate::model::truth::IsTruth::truth(row.value)).collect());
        ask.gives(&format!("{{ ({text}) as value }}"), given, |row| Ok(model(row)));
    }};
}

/// Asks for the rows of a condition only; for one that may be dropped.
macro_rules! finds {
    ($ask:expr, { $($condition:tt)* }, $model:expr) => {{
        let (ask, text): (&$crate::model::Ask<'_>, _) = ($ask, stringify!($($condition)*));
        let found = querent::query!(crate::samples.find { id } where $($condition)* order by id).run(ask.db).await;
        let found = found.map(|rows| rows.into_iter().map(|row| row.id).collect());
        ask.finds(text, found, $crate::model::predicate($model));
    }};
}

/// Asks for the value of an expression in each row; the type of the field is that of the model.
macro_rules! gives {
    ($ask:expr, { $($expression:tt)* }, $model:expr) => {{
        let ask: &$crate::model::Ask<'_> = $ask;
        let given = querent::query!(crate::samples.find { $($expression)* as value } order by id).run(ask.db).await;
        let given = given.map(|rows| rows.into_iter().map(|row| row.value).collect::<Vec<_>>());
        ask.gives(stringify!($($expression)*), given, $crate::model::computation($model));
    }};
}

use {finds, gives, holds};

/// Tells rustc what the closure takes.
fn predicate<F: Fn(&samples::Row) -> Truth>(model: F) -> F {
    model
}

/// Tells rustc what the closure takes and gives.
fn computation<T, F: Fn(&samples::Row) -> std::result::Result<T, OutOfRange>>(model: F) -> F {
    model
}

/// Runs `body` on random rows and values, `cases` times on each store that needs no server.
fn on_random_rows(cases: u32, body: impl AsyncFn(&Ask<'_>)) {
    for url in ["sqlite::memory:", "file::memory:"] {
        println!("on {url}:");
        on_random_rows_of(url, cases, &body);
    }
}

fn on_random_rows_of(url: &str, cases: u32, body: impl AsyncFn(&Ask<'_>)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(async {
        let db = Database::connect(url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        db
    });
    let many = proptest::collection::vec(rows::row(), 1..12);
    let list = proptest::collection::vec(rows::full(), 0..4);
    proptest!(ProptestConfig::with_cases(cases), |(many in many, maybe in rows::row(), value in rows::full(), list in list)| {
        runtime.block_on(async {
            querent::query!(samples.truncate).run(&db).await.unwrap();
            let rows = querent::query!(samples.insert_many {many} returning *).run(&db).await.unwrap();
            let same = value.as_new();
            body(&Ask { db: &db, rows: &rows, value: &value, same: &same, maybe: &maybe, list: &list }).await;
        });
    });
}
