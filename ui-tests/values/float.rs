//! DOUBLE takes floats.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where ratio = {1}).run(db).await?;
    query!(samples.find where ratio = {"1.5"}).run(db).await?;
    Ok(())
}

fn main() {}
