//! `starts_with` is one word.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where email starts with "a").run(db).await?;
    Ok(())
}

fn main() {}
