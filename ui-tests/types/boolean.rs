//! A boolean is no number.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where active = 1).run(db).await?;
    Ok(())
}

fn main() {}
