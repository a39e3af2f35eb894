//! Names of verbs are in snake_case.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.findMany where active).run(db).await?;
    query!(users.findFirst where active).run(db).await?;
    query!(users.find_all where active).run(db).await?;
    Ok(())
}

fn main() {}
