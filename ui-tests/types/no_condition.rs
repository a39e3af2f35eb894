//! A condition compares.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name).run(db).await?;
    query!(users.find where age = 3 or 4).run(db).await?;
    Ok(())
}

fn main() {}
