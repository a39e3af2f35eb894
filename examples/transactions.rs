//! `transactions`: queries that belong together are made as a whole or not at all.

querent::schema!();

use querent::{Database, Error, TransactionOptions, query};
use std::fmt;

/// Why a transfer was not made; an error of the database is one reason.
enum Refused {
    TooLittle { has: i32 },
    Database(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused::Database(error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::TooLittle { has } => write!(f, "refused, for there are only {has}"),
            Refused::Database(error) => error.fmt(f),
        }
    }
}

/// `Ok` commits, `Err` undoes. When another transaction was in the way, the closure is called again from the beginning.
async fn transfer(db: &Database, from: i64, to: i64, years: i32) -> Result<(), Refused> {
    db.transaction(async |tx| {
        let giver = query!(users.get where id = {from}).run(&tx).await?;
        query!(users.update { age: age - {years} } where id = {from}).run(&tx).await?;
        query!(users.update { age: age + {years} } where id = {to}).run(&tx).await?;
        match giver.age {
            Some(has) if has < years => Err(Refused::TooLittle { has }),
            _ => Ok(()),
        }
    })
    .await
}

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    let ann = query!(users.insert { name: "Ann", age: 30 }).run(&db).await?;
    let bob = query!(users.insert { name: "Bob", age: 20 }).run(&db).await?;

    for years in [5, 99] {
        match transfer(&db, ann.id, bob.id, years).await {
            Ok(()) => println!("{years} years from Ann to Bob: done"),
            Err(refused) => println!("{years} years from Ann to Bob: {refused}"),
        }
    }
    for user in query!(users.find order by name).run(&db).await? {
        println!("  {} is {}", user.name, user.age.unwrap_or_default());
    }

    // A part may fail without the rest.
    db.transaction(async |tx| {
        query!(users.insert { name: "Cid", email: "cid@example.org" }).run(&tx).await?;
        let twice =
            tx.transaction(async |tx| query!(users.insert { name: "Dee", email: "cid@example.org" }).run(&tx).await);
        println!("a part failed: {}", twice.await.unwrap_err());
        querent::Ok(())
    })
    .await?;

    // By hand: what is neither committed nor rolled back is undone when it is dropped.
    let tx = db.begin_with(TransactionOptions::new().read_only()).await?;
    println!("{} users", query!(users.count).run(&tx).await?);
    tx.commit().await
}
