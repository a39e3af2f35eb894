//! Whoever means all rows writes `all`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.update { active: false }).run(db).await?;
    query!(users.delete).run(db).await?;
    Ok(())
}

fn main() {}
