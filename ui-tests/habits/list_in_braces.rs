//! A list of literals stands in parentheses.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age in {1, 2, 3}).run(db).await?;
    Ok(())
}

fn main() {}
