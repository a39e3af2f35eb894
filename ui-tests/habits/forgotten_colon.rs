//! A field has a colon before its value.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "a", age 3 }).run(db).await?;
    query!(users.update { age = 3 } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
