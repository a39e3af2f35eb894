//! Columns have no methods.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name.len() > 3).run(db).await?;
    query!(users.find where name.contains("x")).run(db).await?;
    query!(users.find where email = Some("a")).run(db).await?;
    Ok(())
}

fn main() {}
