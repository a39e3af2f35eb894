//! A row that may be there is upserted.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "a" } on conflict do nothing).run(db).await?;
    Ok(())
}

fn main() {}
