//! Numbers are checked against their column.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age >= 3000000000).run(db).await?;
    query!(users.find where age = 18.5).run(db).await?;
    Ok(())
}

fn main() {}
