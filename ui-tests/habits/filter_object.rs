//! A condition is no object.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age: { gte: 18 }).run(db).await?;
    query!(users.find where { age: 18 }).run(db).await?;
    query!(users.find where age { gte: 18 }).run(db).await?;
    Ok(())
}

fn main() {}
