//! The nearest column, in a projection.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { id, nmae }).run(db).await?;
    Ok(())
}

fn main() {}
