//! A missing value never widens a write to all rows.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let name = Some("a");
    query!(users.delete where name = {name}?).run(db).await?;
    Ok(())
}

fn main() {}
