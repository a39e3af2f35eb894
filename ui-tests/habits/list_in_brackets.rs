//! A list stands in parentheses.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where id in [1, 2]).run(db).await?;
    query!(users.find where id in ids).run(db).await?;
    query!(users.find where id in 1, 2).run(db).await?;
    Ok(())
}

fn main() {}
