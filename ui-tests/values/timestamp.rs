//! TIMESTAMP is an instant, so it takes nothing without a zone.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where seen_at = {jiff::civil::DateTime::default()}).run(db).await?;
    query!(samples.find where seen_at = {1_700_000_000_i64}).run(db).await?;
    Ok(())
}

fn main() {}
