//! A query `for update` runs in a transaction only.

querent::schema!();

use querent::{Database, query};

async fn locks(db: &Database) -> querent::Result<()> {
    query!(users.get where id = {1} for update).run(db).await?;
    query!(users.find where active for update skip locked).run(&db).await?;
    db.transaction(async |tx| query!(users.find for update nowait).run(&tx).await).await?;
    Ok(())
}

fn main() {}
