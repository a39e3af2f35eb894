//! A text in single quotes does not reach the macro: rustc takes it for a character.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name = 'Alice').run(db).await?;
    Ok(())
}

fn main() {}
