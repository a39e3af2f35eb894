//! Verbs of other libraries.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.findUnique where id = 1).run(db).await?;
    query!(users.create { name: "a" }).run(db).await?;
    query!(users.remove where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
