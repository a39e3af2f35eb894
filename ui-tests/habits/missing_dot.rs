//! A verb stands behind a dot.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users find).run(db).await?;
    query!(users::find).run(db).await?;
    Ok(())
}

fn main() {}
