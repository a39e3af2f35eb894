//! `#[querent::test]`: each test has a database of its own, or a transaction that is undone, and nothing is left behind.

use crate::{SCHEMA, users};
use querent::__private::{Test, run_test, test_runtime};
use querent::{Database, Transaction, query};
use querent_tests::stores;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

#[querent::test]
async fn a_database_begins_with_its_tables_and_no_rows(db: Database) {
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 0);
    query!(users.insert { name: "Ann" }).run(&db).await.unwrap();
}

#[querent::test]
async fn an_error_is_given_to_the_harness(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "Ann" }).run(db).await?;
    Ok(())
}

#[querent::test(url = "file::memory:", schema = crate::SCHEMA)]
async fn a_transaction_writes_what_nobody_else_sees(tx: Transaction) -> querent::Result<()> {
    query!(users.insert { name: "Ann" }).run(&tx).await?;
    assert_eq!(query!(users.count).run(&tx).await?, 1);
    Ok(())
}

#[querent::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_threads_run_it(db: Database) -> Result<(), Box<dyn std::error::Error>> {
    let other = db.clone();
    tokio::spawn(async move { query!(users.insert { name: "Ann" }).run(&other).await }).await??;
    assert_eq!(query!(users.count).run(&db).await?, 1);
    Ok(())
}

#[querent::test]
#[should_panic(expected = "as it was meant")]
async fn what_stands_before_the_function_is_the_tests(tx: &mut Transaction) {
    assert_eq!(query!(users.count).run(tx).await.unwrap(), 0);
    panic!("as it was meant");
}

fn test(url: &str) -> Test {
    Test { url: Some(String::from(url).leak()), schema: &SCHEMA, runtime: test_runtime }
}

fn with_database(url: &str) {
    run_test::<Database, _, _>(test(url), |db| async move {
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 0, "another test has left something");
        query!(users.insert { name: "Ann", email: "ann@example.org" }).run(&db).await.unwrap();
    });
}

fn with_transaction(url: &str) {
    run_test::<Transaction, _, _>(test(url), |tx| async move {
        assert_eq!(query!(users.count).run(&tx).await.unwrap(), 0, "another test has left something");
        query!(users.insert { name: "Ann", email: "ann@example.org" }).run(&tx).await.unwrap();
    });
}

#[test]
fn tests_at_once_see_nothing_of_each_other_and_leave_nothing() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for store in stores::here().filter(|store| !store.name.contains("examples/threaded")) {
        println!("on {}:", store.name);
        let _settled = runtime.block_on(store.settled());
        let place = runtime.block_on(store.fresh());
        let url = place.url.as_str();
        thread::scope(|scope| {
            for number in 0..4 {
                scope.spawn(move || if number % 2 == 0 { with_database(url) } else { with_transaction(url) });
            }
        });
        (0..2).for_each(|_| with_transaction(url));
        let panics = || run_test::<Transaction, _, _>(test(url), |_| async { panic!("as it was meant") });
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        with_transaction(url);
        let left = runtime.block_on(databases(url));
        let ours = format!("_{}_a", std::process::id());
        assert!(!left.iter().any(|name| name.contains(&ours)), "{left:?}");
        runtime.block_on(place.remove());
    }
}

/// The names of databases where this URL leads.
async fn databases(url: &str) -> Vec<String> {
    match url.split("://").next() {
        #[cfg(feature = "servers")]
        Some("postgres" | "cockroach") => {
            // Options are querent's own.
            let url = url.split('?').next().unwrap().replacen("cockroach:", "postgres:", 1);
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let rows = client.query("SELECT datname::text FROM pg_database", &[]).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        #[cfg(feature = "servers")]
        Some("mysql" | "mariadb") => {
            use mysql_async::prelude::Queryable;
            let url = url.replacen("mariadb:", "mysql:", 1);
            let mut connection = mysql_async::Conn::from_url(url).await.unwrap();
            connection.query("SHOW DATABASES").await.unwrap()
        }
        _ => {
            let entries = std::fs::read_dir(std::env::temp_dir()).unwrap();
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
        }
    }
}
