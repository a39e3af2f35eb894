//! A part of a time is a range.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where year(created_at) = 2024).run(db).await?;
    Ok(())
}

fn main() {}
