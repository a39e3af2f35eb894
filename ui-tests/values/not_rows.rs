//! What is no list of rows.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert_many {5}).run(db).await?;
    Ok(())
}

fn main() {}
