//! BLOB takes bytes.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where data = {"abc"}).run(db).await?;
    query!(samples.find where data = {5}).run(db).await?;
    Ok(())
}

fn main() {}
