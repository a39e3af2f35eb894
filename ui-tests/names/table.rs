//! The nearest table.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(usres.find).run(db).await?;
    query!(OrderLine.find).run(db).await?;
    Ok(())
}

fn main() {}
