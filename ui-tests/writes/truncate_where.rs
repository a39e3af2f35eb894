//! A truncate takes every row.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.truncate where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
