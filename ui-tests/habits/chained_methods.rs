//! Clauses are no methods.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find.where(age > 3)).run(db).await?;
    Ok(())
}

fn main() {}
