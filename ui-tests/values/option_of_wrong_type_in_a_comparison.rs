//! An `Option` of a wrong type is one mistake.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let age: Option<std::time::Duration> = None;
    query!(users.find where age = {age}).run(db).await?;
    query!(users.find where lower(name) = {age}).run(db).await?;
    Ok(())
}

fn main() {}
