//! One row stands in braces, several in brackets.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert [{ name: "a" }]).run(db).await?;
    query!(users.insert_many { name: "a" }).run(db).await?;
    Ok(())
}

fn main() {}
