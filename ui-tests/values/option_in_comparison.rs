//! An `Option` in a comparison has two meanings, which the error offers.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let age = Some(5);
    let name: Option<String> = None;
    query!(users.find where age = {age}).run(db).await?;
    query!(users.find where name = {name}).run(db).await?;
    query!(users.find where lower(name) != {Some("a")}).run(db).await?;
    Ok(())
}

fn main() {}
