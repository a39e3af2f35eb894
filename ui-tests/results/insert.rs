//! What inserts give.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let count: u64 = query!(users.insert { name: "a" }).run(db).await?;
    let row: users::Row = query!(users.insert_many [{ name: "a" }]).run(db).await?;
    let row: Vec<users::Row> = query!(users.upsert where id = 1 create { name: "a" } update { age: 1 }).run(db).await?;
    Ok(())
}

fn main() {}
