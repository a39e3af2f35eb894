//! BIGINT takes what i64 holds.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where large = {5_u64}).run(db).await?;
    query!(samples.find where large = {5_usize}).run(db).await?;
    query!(samples.find where large = {"a"}).run(db).await?;
    query!(samples.find where large = {1.0}).run(db).await?;
    Ok(())
}

fn main() {}
