//! A word that is no operator.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name resembles "a").run(db).await?;
    Ok(())
}

fn main() {}
