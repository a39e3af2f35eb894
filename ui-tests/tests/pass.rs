//! Right programs, which compile without a warning, whatever lints a crate turns on.
#![warn(
    missing_docs,
    unused_qualifications,
    unreachable_pub,
    unused_results,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#![deny(warnings)]
#![allow(clippy::redundant_pub_crate, reason = "it contradicts unreachable_pub")]
#![allow(clippy::significant_drop_tightening, reason = "a database may live as long as its scope")]

querent::schema!();

#[path = "../pass/clauses.rs"]
mod clauses;
#[path = "../pass/conditions.rs"]
mod conditions;
#[path = "../pass/control_flow.rs"]
mod control_flow;
#[path = "../pass/modules.rs"]
mod modules;
#[path = "../pass/records.rs"]
mod records;
#[path = "../pass/rows.rs"]
mod rows;
#[path = "../pass/values.rs"]
mod values;
#[path = "../pass/verbs.rs"]
mod verbs;

use querent::Database;
use std::future::Future;

/// Queries in tasks move between threads.
fn sendable(future: impl Future<Output = querent::Result<()>> + Send) {
    drop(future);
}

/// Lets a future be made without a database.
async fn with_database(case: impl AsyncFn(&Database) -> querent::Result<()>) -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    drop(db.sync(&SCHEMA).await?);
    case(&db).await
}

#[test]
fn futures_of_queries_are_send() {
    sendable(async {
        let db = Database::connect("sqlite::memory:").await?;
        verbs::read(&db).await?;
        verbs::write(&db).await?;
        conditions::lists(&db, &[1, 2]).await
    });
}

#[tokio::test]
async fn right_programs_run() -> querent::Result<()> {
    with_database(verbs::write).await?;
    with_database(verbs::read).await?;
    with_database(async |db| db.transaction(async |tx| verbs::lock(&tx).await).await).await?;
    with_database(clauses::orders).await?;
    with_database(clauses::ranges).await?;
    with_database(conditions::all).await?;
    with_database(async |db| conditions::optional(db, Some("a"), None).await).await?;
    with_database(async |db| conditions::lists(db, &[1, 2]).await).await?;
    with_database(control_flow::within_braces).await?;
    with_database(modules::by_path).await?;
    with_database(records::records).await?;
    with_database(rows::new_and_patch).await?;
    with_database(values::every_type).await?;
    with_database(values::every_form).await?;
    with_database(values::ways_out).await
}
