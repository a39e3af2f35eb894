//! An insert gives every column that must be given.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(posts.insert { content: "a" }).run(db).await?;
    query!(posts.insert_many [{ title: "a", user_id: 1 }, { title: "b" }]).run(db).await?;
    Ok(())
}

fn main() {}
