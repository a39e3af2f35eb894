//! A value stands in braces, not behind a question mark.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where id = ?).run(db).await?;
    Ok(())
}

fn main() {}
