//! An `Option` is not stored in a column that is NOT NULL.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let name: Option<&str> = None;
    query!(users.insert { name: {name} }).run(db).await?;
    query!(users.update { name: {name} } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
