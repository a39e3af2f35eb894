//! Texts stand in double quotes.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name = 'a').run(db).await?;
    Ok(())
}

fn main() {}
