//! An enumeration takes its own enum.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where mood = {"happy"}).run(db).await?;
    query!(samples.find where mood = {String::from("happy")}).run(db).await?;
    query!(samples.find where mood = {users::Role::Admin}).run(db).await?;
    query!(samples.find where mood = {5}).run(db).await?;
    Ok(())
}

fn main() {}
