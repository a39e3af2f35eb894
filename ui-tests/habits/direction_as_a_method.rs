//! A direction is a word behind its key.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find order by name.desc()).run(db).await?;
    Ok(())
}

fn main() {}
