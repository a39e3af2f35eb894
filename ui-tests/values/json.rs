//! JSON takes a document, not a text.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(accounts.update { settings: {"{}"} } where login = {"a"}).run(db).await?;
    query!(accounts.update { settings: {vec![1]} } where login = {"a"}).run(db).await?;
    Ok(())
}

fn main() {}
