//! A query says what to do.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users).run(db).await?;
    query!(users.).run(db).await?;
    Ok(())
}

fn main() {}
