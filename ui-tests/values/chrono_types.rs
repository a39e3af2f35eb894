//! jiff is what times are, and chrono has a way to it.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where born_on = {chrono::NaiveDate::MIN}).run(db).await?;
    query!(samples.find where starts_at = {chrono::NaiveDateTime::MIN}).run(db).await?;
    query!(samples.find where seen_at = {chrono::DateTime::<chrono::Utc>::MIN_UTC}).run(db).await?;
    Ok(())
}

fn main() {}
