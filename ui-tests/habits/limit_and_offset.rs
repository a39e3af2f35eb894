//! A number of rows is taken, others are skipped.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find limit 10).run(db).await?;
    query!(users.find take 10 offset 5).run(db).await?;
    Ok(())
}

fn main() {}
