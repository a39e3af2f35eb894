//! A condition names its columns.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where |user| user.age > 18).run(db).await?;
    Ok(())
}

fn main() {}
