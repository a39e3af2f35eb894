//! VARCHAR takes texts.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where code = {5}).run(db).await?;
    query!(samples.find where code = {b"abc"}).run(db).await?;
    query!(samples.find where code = {true}).run(db).await?;
    Ok(())
}

fn main() {}
