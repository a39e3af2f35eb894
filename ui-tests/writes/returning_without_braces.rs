//! What is returned stands in braces.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "a" } returning id).run(db).await?;
    Ok(())
}

fn main() {}
