//! `and`, `or` and `not` are words.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age > 3 && active).run(db).await?;
    query!(users.find where age > 3 || active).run(db).await?;
    query!(users.find where !active).run(db).await?;
    Ok(())
}

fn main() {}
