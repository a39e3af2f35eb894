//! A number of rows is an integer.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find take {"10"}).run(db).await?;
    query!(users.find take 10 skip {1.5}).run(db).await?;
    Ok(())
}

fn main() {}
