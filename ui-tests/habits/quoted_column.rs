//! The name of a column has no quotes.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { "name": "a" }).run(db).await?;
    Ok(())
}

fn main() {}
