//! The nearest column, in an insert.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { nmae: "a" }).run(db).await?;
    Ok(())
}

fn main() {}
