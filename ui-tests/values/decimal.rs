//! DECIMAL takes decimals and integers; a float is none.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where price = {1.5}).run(db).await?;
    query!(samples.find where price = {"1.5"}).run(db).await?;
    Ok(())
}

fn main() {}
