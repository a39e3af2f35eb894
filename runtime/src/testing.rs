//! A test that takes a database or a transaction → its run on a fresh, synced database, which is removed afterwards.

mod free;
mod place;

use crate::database::Database;
use crate::transaction::Transaction;
use place::Place;
use querent_schema::Schema;
use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// What `#[querent::test]` knows of a test.
#[derive(Debug)]
pub struct Test {
    /// The URL that it names; without one it is that of `DATABASE_URL`, or a database in memory.
    pub url: Option<&'static str>,
    /// The tables that the database shall have.
    pub schema: &'static Schema,
    /// What makes the runtime in which it runs.
    pub runtime: fn() -> io::Result<Runtime>,
}

/// What a test takes: a [`Database`] of its own, or a [`Transaction`] that is undone at its end.
#[diagnostic::on_unimplemented(
    message = "a test takes a `Database` of its own, or a `Transaction` that is undone at its end; `{Self}` is neither",
    label = "neither a `Database` nor a `Transaction`"
)]
pub trait TestArgument: Sized + sealed::TestArgument {}

mod sealed {
    use super::{Database, Future};

    /// Implemented here only.
    pub trait TestArgument: Sized {
        /// Whether it leaves the database as it was, so that another test can have it.
        const LEAVES_NOTHING: bool;

        /// Runs a test on a database.
        fn with<F: Future>(db: &Database, test: impl FnOnce(Self) -> F) -> impl Future<Output = F::Output>;
    }
}

#[diagnostic::do_not_recommend]
impl TestArgument for Database {}

#[diagnostic::do_not_recommend]
impl sealed::TestArgument for Database {
    const LEAVES_NOTHING: bool = false;

    async fn with<F: Future>(db: &Database, test: impl FnOnce(Database) -> F) -> F::Output {
        test(db.clone()).await
    }
}

#[diagnostic::do_not_recommend]
impl TestArgument for Transaction {}

#[diagnostic::do_not_recommend]
impl sealed::TestArgument for Transaction {
    const LEAVES_NOTHING: bool = true;

    async fn with<F: Future>(db: &Database, test: impl FnOnce(Transaction) -> F) -> F::Output {
        let tx = db.begin().await.unwrap_or_else(|error| panic!("the transaction of a test cannot be begun: {error}"));
        let output = test(tx.share()).await;
        // What the test has undone itself, or the store did, is undone.
        let _ = tx.rollback().await;
        output
    }
}

/// How long what a test has left running on threads may take to end.
const LEFT_RUNNING: Duration = Duration::from_secs(5);

/// Runs a test: what `#[querent::test]` becomes.
///
/// # Panics
/// As the test does, after the database was removed; and when there is no database for it.
pub fn run_test<A: TestArgument, F: Future, B: FnOnce(A) -> F>(test: Test, body: B) -> F::Output {
    let runtime = (test.runtime)().unwrap_or_else(|error| panic!("there is no runtime for the test: {error}"));
    let url = place::url(test.url);
    let place = runtime.block_on(free::take(&url, test.schema, A::LEAVES_NOTHING));
    let place = place.unwrap_or_else(|error| panic!("there is no database for the test: {error}"));
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(on_place::<A, F>(&place, test.schema, body))));
    let is_clean = A::LEAVES_NOTHING && outcome.is_ok();
    runtime.block_on(free::give_back(&url, test.schema, place, is_clean));
    runtime.shutdown_timeout(LEFT_RUNNING);
    outcome.unwrap_or_else(|panic| resume_unwind(panic))
}

async fn on_place<A: TestArgument, F: Future>(
    place: &Place,
    schema: &'static Schema,
    body: impl FnOnce(A) -> F,
) -> F::Output {
    let refused = |error| panic!("the database of the test cannot be had: {error}");
    let db = Database::connect(&place.url).await.unwrap_or_else(refused);
    if !place.is_synced {
        let synced = db.sync(schema).await;
        synced.unwrap_or_else(|error| panic!("the database of the test cannot be given its tables: {error}"));
    }
    let output = A::with(&db, body).await;
    // A test may have closed it.
    let _ = db.close().await;
    output
}

/// The runtime of a test that asks for no other: the thread of the test.
pub fn test_runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// What makes the runtime of a test that asks for several threads. That needs a feature of tokio which querent does not enable: the program
/// does, so it is named where the program is compiled.
#[doc(hidden)]
#[macro_export]
macro_rules! __test_runtime_of_threads {
    ($($threads:literal)?) => {
        || $crate::__private::tokio::runtime::Builder::new_multi_thread()$(.worker_threads($threads))?.enable_all().build()
    };
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use std::borrow::Cow;

    static NOTHING: Schema = Schema { tables: Cow::Borrowed(&[]), enums: Cow::Borrowed(&[]) };

    fn test(url: &'static str) -> Test {
        Test { url: Some(url), schema: &NOTHING, runtime: test_runtime }
    }

    #[test]
    fn a_test_gives_what_its_body_gives() {
        assert_eq!(run_test::<Database, _, _>(test("sqlite::memory:"), |_| async { 1 }), 1);
        assert_eq!(run_test::<Transaction, _, _>(test("sqlite::memory:"), |_| async { 2 }), 2);
    }

    #[test]
    fn a_panic_is_passed_on_and_a_url_of_nothing_is_one() {
        let panics = |url| {
            let outcome =
                catch_unwind(|| run_test::<Database, _, _>(test(url), |_| async { panic!("as it was meant") }));
            let panic = outcome.unwrap_err();
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
        };
        assert_eq!(panics("sqlite::memory:"), "as it was meant");
        assert!(panics("nothing:here").contains("there is no database for the test"), "{}", panics("nothing:here"));
    }
}
