//! A test is an `async fn` that takes a database or a transaction.

querent::schema!();

#[querent::test]
fn not_async(_: querent::Database) {}

#[querent::test]
async fn without_a_database() {}

#[querent::test]
async fn with_two(_: querent::Database, _: querent::Transaction) {}

#[querent::test]
async fn of_any_type<T>(_: T) {}

#[querent::test(database = "postgres://localhost")]
async fn unknown_option(_: querent::Database) {}

#[querent::test(flavor = "threads")]
async fn unknown_flavor(_: querent::Database) {}

#[querent::test(worker_threads = 2)]
async fn threads_of_one(_: querent::Database) {}

#[querent::test]
struct NoFunction;

fn main() {}
