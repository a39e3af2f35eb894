//! A projection lists what it wants.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { name: true }).run(db).await?;
    Ok(())
}

fn main() {}
