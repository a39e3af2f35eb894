//! A literal of a wrong type.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age = "x").run(db).await?;
    query!(users.find where name = 5).run(db).await?;
    query!(users.find where active = 1).run(db).await?;
    query!(samples.find where born_on = "2024-13-01").run(db).await?;
    query!(samples.find where small = 40000).run(db).await?;
    Ok(())
}

fn main() {}
