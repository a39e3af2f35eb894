//! An expression of a projection has a name.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { id, age + 1 }).run(db).await?;
    Ok(())
}

fn main() {}
