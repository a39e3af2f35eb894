//! What is changed stands in braces, without `SET`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.update name = "a" where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
