//! `get` and `upsert` pin a key.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.get where name = "a").run(db).await?;
    query!(users.upsert where name = "a" create { name: "a" } update { age: 1 }).run(db).await?;
    Ok(())
}

fn main() {}
