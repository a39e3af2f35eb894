//! The module of a table is looked up like any path.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(models::users.find).run(db).await?;
    Ok(())
}

fn main() {}
