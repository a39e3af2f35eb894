//! An insert says what.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert).run(db).await?;
    query!(users.insert {}).run(db).await?;
    Ok(())
}

fn main() {}
