//! What gives no rows of a table locks none.

querent::schema!();

use querent::{Database, query};

async fn locks(db: &Database) -> querent::Result<()> {
    query!(users.count where active for update).run(db).await?;
    query!(users.update { age: 1 } where active for update).run(db).await?;
    query!(users.find distinct { role } for update).run(db).await?;
    Ok(())
}

fn main() {}
