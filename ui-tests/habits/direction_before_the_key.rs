//! A direction stands behind its key.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find order by desc name).run(db).await?;
    query!(users.find orderby name).run(db).await?;
    Ok(())
}

fn main() {}
