//! Something stands on both sides of `and`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name = "a" and).run(db).await?;
    query!(users.find where age > 3 and < 5).run(db).await?;
    Ok(())
}

fn main() {}
