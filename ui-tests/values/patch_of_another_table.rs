//! A `Patch` belongs to its table.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let patch = posts::Patch::default();
    query!(users.update {patch} where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
