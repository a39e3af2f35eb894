//! What is in an `Option` is checked as well.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let age: Option<&str> = None;
    query!(users.find where age = {age}?).run(db).await?;
    query!(users.find where age is {age}).run(db).await?;
    query!(users.insert { name: "a", age: {age} }).run(db).await?;
    Ok(())
}

fn main() {}
