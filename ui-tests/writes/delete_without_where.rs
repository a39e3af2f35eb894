//! A delete says which rows.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.delete).run(db).await?;
    Ok(())
}

fn main() {}
