//! Functions have arguments of a type, and a number of them.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where abs(name) > 3).run(db).await?;
    query!(users.find where lower() = "a").run(db).await?;
    Ok(())
}

fn main() {}
