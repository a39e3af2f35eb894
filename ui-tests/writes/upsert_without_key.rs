//! An upsert pins a key.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.upsert where name = "a" create { name: "a" } update { age: 1 }).run(db).await?;
    Ok(())
}

fn main() {}
