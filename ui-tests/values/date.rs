//! DATE takes days.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where born_on = {"2024-01-31"}).run(db).await?;
    query!(samples.find where born_on = {jiff::Timestamp::UNIX_EPOCH}).run(db).await?;
    query!(samples.find where born_on = {jiff::civil::DateTime::default()}).run(db).await?;
    Ok(())
}

fn main() {}
