//! BOOLEAN takes bool.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where flag = {1}).run(db).await?;
    query!(samples.find where flag = {"true"}).run(db).await?;
    Ok(())
}

fn main() {}
