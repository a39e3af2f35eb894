//! A value that meets an expression takes the type of the expression.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where length(name) > {"five"}).run(db).await?;
    query!(users.find { id, concat(name, {5}) as label }).run(db).await?;
    Ok(())
}

fn main() {}
