//! DATETIME has no zone, so it takes no instant.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where starts_at = {jiff::Timestamp::UNIX_EPOCH}).run(db).await?;
    query!(samples.find where starts_at = {"2024-01-31 10:30"}).run(db).await?;
    Ok(())
}

fn main() {}
