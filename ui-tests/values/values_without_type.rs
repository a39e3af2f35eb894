//! Neither `()` nor a bare `None` has a type that a column takes.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name = {()}).run(db).await?;
    query!(users.find where name = {None}).run(db).await?;
    query!(users.find where age is {Some(Some(5))}).run(db).await?;
    Ok(())
}

fn main() {}
