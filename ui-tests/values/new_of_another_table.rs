//! A `New` belongs to its table.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let new = posts::New::new(1, "a");
    query!(users.insert {new}).run(db).await?;
    Ok(())
}

fn main() {}
