//! Each clause stands once.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age > 3 where active).run(db).await?;
    query!(users.find take 3 where active take 4).run(db).await?;
    Ok(())
}

fn main() {}
