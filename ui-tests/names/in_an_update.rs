//! The nearest column, in an update.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.update { agee: 3 } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
