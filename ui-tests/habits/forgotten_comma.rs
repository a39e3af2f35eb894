//! Fields have commas between them.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "a" age: 3 }).run(db).await?;
    query!(users.find { id name }).run(db).await?;
    Ok(())
}

fn main() {}
