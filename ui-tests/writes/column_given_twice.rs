//! Each column is given once.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "a", name: "b" }).run(db).await?;
    Ok(())
}

fn main() {}
