//! Nor is the time of std.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where seen_at = {std::time::SystemTime::now()}).run(db).await?;
    Ok(())
}

fn main() {}
