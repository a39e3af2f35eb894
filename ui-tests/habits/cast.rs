//! A value has the type of its column.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age::text = "3").run(db).await?;
    Ok(())
}

fn main() {}
