//! TIME takes times of day.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where wakes_at = {"10:30"}).run(db).await?;
    query!(samples.find where wakes_at = {jiff::civil::Date::default()}).run(db).await?;
    Ok(())
}

fn main() {}
