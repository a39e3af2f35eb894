//! Verbs are written in small letters.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.findMany).run(db).await?;
    query!(users.findFirst).run(db).await?;
    Ok(())
}

fn main() {}
