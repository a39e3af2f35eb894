//! A range is a `between`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age in 3..5).run(db).await?;
    Ok(())
}

fn main() {}
