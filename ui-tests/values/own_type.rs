//! A type of one's own stands for a column only where schema.sql says so.

querent::schema!();

use querent::{Database, query};

struct UserId(i64);

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where id = {UserId(5)}).run(db).await?;
    Ok(())
}

fn main() {}
