//! NULL is compared with `is null`, and not stored where it may not be.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where email = null).run(db).await?;
    query!(users.insert { name: null }).run(db).await?;
    Ok(())
}

fn main() {}
