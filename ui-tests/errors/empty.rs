//! A query that is not finished.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!().run(db).await?;
    query!(users).run(db).await?;
    query!(users.).run(db).await?;
    query!(users.find where).run(db).await?;
    Ok(())
}

fn main() {}
