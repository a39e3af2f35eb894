//! Compile-time-checked SQL, without a database at build time.
//!
//! The tables stand in `schema.sql`, beside Cargo.toml, in the DDL that a database's own shell accepts. [`schema!`] makes a Rust module
//! of each, and [`query!`] checks a query against them and makes it a value that can be run:
//!
//! ```
//! querent::schema!(); // reads schema.sql; one module per table: users, posts
//!
//! use querent::{Database, query};
//!
//! #[tokio::main]
//! async fn main() -> querent::Result<()> {
//!     let db = Database::connect("sqlite::memory:").await?;
//!     db.sync(&SCHEMA).await?; // creates what is missing
//!
//!     query!(users.insert { name: "Alice", age: 25 }).run(&db).await?;
//!     let adults: Vec<users::Row> = query!(users.find where age >= 18).run(&db).await?;
//!     assert_eq!(adults[0].name, "Alice");
//!     Ok(())
//! }
//! ```
//!
//! # Values
//!
//! A Rust expression stands in braces. It is evaluated once, sent as a bound parameter, and checked against its column by rustc. `?`
//! behind it drops the condition when it is `None`; `in` takes any slice, `Vec`, set or iterator.
//!
//! ```
//! # querent::schema!();
//! # use querent::{Database, query};
//! async fn search(db: &Database, name: Option<&str>, roles: &[users::Role]) -> querent::Result<Vec<users::Row>> {
//!     query!(users.find where active and name contains {name}? and role in {roles} order by created_at desc take 20).run(db).await
//! }
//! # fn main() {}
//! ```
//!
//! # Rows
//!
//! A module has `Row` (a stored row), `New` (what an insert takes), `Patch` (what an update changes) and an enum for each column that is
//! limited to certain texts. A projection gives a record with exactly its fields; `as Type` fills a struct of your own.
//!
//! ```
//! # querent::schema!();
//! # use querent::{Database, query};
//! struct Author {
//!     id: i64,
//!     name: String,
//! }
//!
//! async fn promote(db: &Database, id: i64) -> querent::Result<Author> {
//!     let bob = query!(users.insert {users::New { age: Some(30), ..users::New::new("Bob") }}).run(db).await?;
//!     let patch = users::Patch { role: Some(users::Role::Admin), email: Some(None), ..Default::default() };
//!     query!(users.update {patch} where id in {[id, bob.id]}).run(db).await?;
//!     for user in query!(users.find { name, upper(email) as address } where age > 18).run(db).await? {
//!         println!("{}: {:?}", user.name, user.address);
//!     }
//!     query!(users.get { id, name } as Author where id = {id}).run(db).await
//! }
//! # fn main() {}
//! ```
//!
//! # Tests
//!
//! [`#[querent::test]`](macro@test) gives a test a fresh database of its own, or a transaction that is undone at its end; on the store that
//! `DATABASE_URL` names, and on SQLite in memory otherwise.
//!
//! ```
//! # querent::schema!();
//! use querent::{Database, Transaction, query};
//!
//! #[querent::test]
//! async fn a_user_is_stored(db: Database) -> querent::Result<()> {
//!     query!(users.insert { name: "Ann" }).run(&db).await?;
//!     assert_eq!(query!(users.count).run(&db).await?, 1);
//!     Ok(())
//! }
//!
//! #[querent::test(url = "file::memory:")]
//! async fn a_user_is_stored_and_forgotten(tx: &Transaction) -> querent::Result<()> {
//!     query!(users.insert { name: "Ann" }).run(tx).await?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! # Features
//!
//! On by default: `sqlite` (the embedded store), `file` (rows that querent keeps itself, without a C library), `time` (jiff), `uuid` and `json` (`serde_json`). `decimal` (bigdecimal) is for schemas with
//! DECIMAL columns. `postgres` (PostgreSQL and CockroachDB) and `mysql` (MySQL and MariaDB) are for servers, with `tls` over encrypted
//! connections.

#![cfg_attr(
    not(any(feature = "sqlite", feature = "file")),
    allow(unused, unreachable_code, clippy::needless_pass_by_ref_mut, reason = "without a store most of it is idle")
)]
#![cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "some of it is for SQLite alone"))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod answer;
mod bind;
mod custom;
mod database;
mod decimal;
mod decode;
pub mod driver;
mod enums;
mod error;
mod executor;
mod fields;
#[cfg(feature = "file")]
mod file;
mod fills;
mod group;
mod locking;
mod many;
#[cfg(feature = "mysql")]
mod mysql;
mod numeric;
mod params;
#[cfg(feature = "postgres")]
mod postgres;
mod query;
mod schema_file;
mod server;
mod slot;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod stream;
mod sync;
mod testing;
mod text;
mod time;
mod transaction;
mod tries;
pub mod types;
mod url;

pub use answer::{Answer, Count, Exists, First, Nothing, One, Rows};
pub use custom::ColumnType;
pub use database::{Database, DatabaseBuilder};
pub use enums::UnknownValue;
pub use error::{Error, ErrorKind, Ok, Result};
pub use executor::{Executor, TransactionExecutor};
pub use locking::LockingQuery;
pub use many::InsertMany;
pub use querent_macros::{query, schema, test};
pub use querent_schema::{Dialect, Schema};
pub use query::{Query, Run};
pub use stream::RowStream;
pub use sync::SyncReport;
pub use transaction::{Isolation, Savepoint, Transaction, TransactionGuard, TransactionOptions};
