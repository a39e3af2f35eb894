//! `between` has an `and`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age between 3, 4).run(db).await?;
    Ok(())
}

fn main() {}
