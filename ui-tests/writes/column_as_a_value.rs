//! A new row has nothing to read from.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: name }).run(db).await?;
    Ok(())
}

fn main() {}
