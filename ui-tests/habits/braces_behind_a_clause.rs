//! Columns stand right behind the verb.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age > 3 { id, name }).run(db).await?;
    Ok(())
}

fn main() {}
