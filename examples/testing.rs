//! Tests with a database: `cargo test -p querent-examples --test testing`, or `DATABASE_URL=postgres://… cargo test …` on a server.
//!
//! Each test has what it asks for to itself, so that all run at once, and nothing of it is left behind.

querent::schema!();

use querent::{Database, Transaction, query};

/// What is tested: gives the name to a new user, unless another has the address.
async fn sign_up(tx: &Transaction, name: &str, email: &str) -> querent::Result<bool> {
    if query!(users.exists where email = {email}).run(tx).await? {
        return Ok(false);
    }
    query!(users.insert { name: {name}, email: {email} }).run(tx).await?;
    Ok(true)
}

/// A `Database` is fresh, has the tables of schema.sql, and is removed afterwards.
#[querent::test]
async fn a_user_signs_up(db: Database) -> querent::Result<()> {
    let is_new = db.transaction(async |tx| sign_up(&tx, "Ann", "ann@example.org").await).await?;
    assert!(is_new);
    assert_eq!(query!(users.count).run(&db).await?, 1);
    Ok(())
}

/// A `Transaction` is undone at the end of the test. On a server that is quicker: tests use a database one after the other.
#[querent::test]
async fn an_address_is_taken_once(tx: &Transaction) -> querent::Result<()> {
    assert!(sign_up(tx, "Ann", "ann@example.org").await?);
    assert!(!sign_up(tx, "Ben", "ann@example.org").await?);
    Ok(())
}

/// The store, the schema and the runtime may be named.
#[querent::test(url = "file::memory:", schema = crate::SCHEMA, flavor = "multi_thread", worker_threads = 2)]
async fn users_sign_up_at_once(db: Database) -> querent::Result<()> {
    let tasks: Vec<_> = (0..4)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                let email = format!("{}@example.org", number % 2);
                db.transaction(async |tx| sign_up(&tx, "Ann", &email).await).await
            })
        })
        .collect();
    let mut signed_up = 0;
    for task in tasks {
        signed_up += u32::from(task.await.expect("no panic")?);
    }
    assert_eq!(signed_up, 2);
    Ok(())
}
