//! No name of generated code is visible in braces.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age = {params}).run(db).await?;
    query!(users.insert { name: {now} }).run(db).await?;
    query!(users.find where id = {STATEMENT}).run(db).await?;
    query!(users.find { id } where id = {Record}).run(db).await?;
    Ok(())
}

fn main() {}
