//! Days are checked too.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where born_on = "2024-13-01").run(db).await?;
    query!(samples.find where born_on = 2024-01-31).run(db).await?;
    Ok(())
}

fn main() {}
