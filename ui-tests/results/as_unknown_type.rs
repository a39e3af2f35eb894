//! `as Type` with a type that there is not.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { id } as Nobody).run(db).await?;
    Ok(())
}

fn main() {}
