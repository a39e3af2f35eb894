//! A value in braces is borrowed; what its own expression moves is moved.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let new = users::New::new("a");
    let name = String::from("a");
    query!(users.find where name = {name}).run(db).await?;
    query!(users.find where name in {[name]}).run(db).await?;
    query!(users.insert {new}).run(db).await?;
    drop((name, new));
    Ok(())
}

fn main() {}
