//! INTEGER takes what i32 holds.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where whole = {5_i64}).run(db).await?;
    query!(samples.find where whole = {5_u32}).run(db).await?;
    query!(samples.find where whole = {"a"}).run(db).await?;
    query!(samples.find where whole = {true}).run(db).await?;
    Ok(())
}

fn main() {}
