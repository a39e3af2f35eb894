//! What is changed stands in braces.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.update set age = 3 where id = 1).run(db).await?;
    query!(users.update { age += 1 } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
