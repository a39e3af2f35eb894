//! The rows of an `insert_many` are `New`s of its table.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = vec![posts::New::new(1, "a")];
    query!(users.insert_many {rows}).run(db).await?;
    Ok(())
}

fn main() {}
