//! Comparisons are not chained.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where 3 < age < 5).run(db).await?;
    Ok(())
}

fn main() {}
