//! A column stands without its table.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { users.id }).run(db).await?;
    Ok(())
}

fn main() {}
