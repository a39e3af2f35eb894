//! A mistake within the braces is reported there.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name = {db.nonsense()}).run(db).await?;
    query!(users.find where age = {1 +}).run(db).await?;
    Ok(())
}

fn main() {}
