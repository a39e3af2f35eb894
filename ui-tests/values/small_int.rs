//! SMALLINT takes i8, u8 and i16.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where small = {70_000_i32}).run(db).await?;
    query!(samples.find where small = {5_u16}).run(db).await?;
    query!(samples.find where small = {"a"}).run(db).await?;
    query!(samples.find where small = {1.5}).run(db).await?;
    Ok(())
}

fn main() {}
