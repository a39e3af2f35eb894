//! A query ends by itself.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find;).run(db).await?;
    Ok(())
}

fn main() {}
