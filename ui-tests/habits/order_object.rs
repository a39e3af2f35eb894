//! An order is no object.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find orderBy: { name: "asc" }).run(db).await?;
    Ok(())
}

fn main() {}
