//! The nearest keyword.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find wher age > 3).run(db).await?;
    query!(users.find where name strats_with "a").run(db).await?;
    Ok(())
}

fn main() {}
