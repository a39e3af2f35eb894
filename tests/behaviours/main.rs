//! The same behaviour on every store: one body for each sentence of the language's reference, run wherever rows can be kept.

// An optimised build takes minutes for all of them; what rows become there is shown by those without `debug_assertions` before them.
#![allow(missing_docs)]

#[cfg(debug_assertions)]
mod concurrent;
mod conditions;
#[cfg(all(debug_assertions, feature = "servers"))]
mod conflicts;
#[cfg(debug_assertions)]
mod connecting;
mod constraints;
#[cfg(debug_assertions)]
mod deviations;
mod executors;
mod expressions;
#[cfg(all(debug_assertions, feature = "servers"))]
mod faults;
#[cfg(debug_assertions)]
mod folder;
#[cfg(debug_assertions)]
mod foreign;
mod lists;
#[cfg(debug_assertions)]
mod literals;
#[cfg(debug_assertions)]
mod locks;
#[cfg(all(debug_assertions, feature = "servers"))]
mod matrix;
#[cfg(debug_assertions)]
mod meaning;
#[cfg(debug_assertions)]
mod model;
#[cfg(all(debug_assertions, feature = "servers"))]
mod mysql;
#[cfg(all(debug_assertions, feature = "servers"))]
mod nodes;
mod order;
#[cfg(debug_assertions)]
mod outside;
#[cfg(all(debug_assertions, feature = "servers"))]
mod postgres;
mod properties;
mod reading;
#[cfg(debug_assertions)]
mod records;
#[cfg(all(debug_assertions, feature = "servers"))]
mod replicas;
#[cfg(all(debug_assertions, feature = "servers"))]
mod sent;
#[cfg(debug_assertions)]
mod soak;
#[cfg(all(debug_assertions, feature = "servers"))]
mod sockets;
#[cfg(debug_assertions)]
mod streams;
#[cfg(debug_assertions)]
mod sync;
#[cfg(debug_assertions)]
mod test_attribute;
#[cfg(debug_assertions)]
mod transactions;
mod values;
mod writing;

querent::schema!();

use querent::Database;

/// Runs a body on every store with the schema of the tests.
fn on_every_store(body: impl AsyncFn(&Database)) {
    querent_tests::on_every_store(&SCHEMA, body);
}

/// Five users: Ann 17, Bob 25, Cid 40, Dee without an age, Eve 25 and inactive.
async fn people(db: &Database) {
    let rows = [
        ("Ann", Some(17), true),
        ("Bob", Some(25), true),
        ("Cid", Some(40), true),
        ("Dee", None, true),
        ("Eve", Some(25), false),
    ];
    for (name, age, active) in rows {
        let email = format!("{}@example.org", name.to_lowercase());
        querent::query!(users.insert { name: {name}, email: {email}, age: {age}, active: {active} })
            .run(db)
            .await
            .unwrap();
    }
}

/// The names of users, in the order given.
fn names(rows: &[users::Row]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}
