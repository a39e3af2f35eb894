//! Patterns are for texts.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age like "1%").run(db).await?;
    query!(users.find where id starts_with "1").run(db).await?;
    Ok(())
}

fn main() {}
