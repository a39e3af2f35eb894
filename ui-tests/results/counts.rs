//! What counting verbs give.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let count: i64 = query!(users.count).run(db).await?;
    let exists: u64 = query!(users.exists).run(db).await?;
    let updated: users::Row = query!(users.update { age: 1 } where id = 1).run(db).await?;
    let nothing: u64 = query!(users.truncate).run(db).await?;
    Ok(())
}

fn main() {}
