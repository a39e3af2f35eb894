//! NULL equals nothing.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where email = null).run(db).await?;
    query!(users.find where email != null).run(db).await?;
    Ok(())
}

fn main() {}
