//! NOT NULL holds at compile time.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: null }).run(db).await?;
    query!(users.update { name: null } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
