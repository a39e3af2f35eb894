//! Who means every row says so.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.delete *).run(db).await?;
    query!(users.delete id = 1).run(db).await?;
    Ok(())
}

fn main() {}
