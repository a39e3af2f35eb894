//! Columns stand in braces.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find name, age).run(db).await?;
    query!(users.find [id, name]).run(db).await?;
    Ok(())
}

fn main() {}
