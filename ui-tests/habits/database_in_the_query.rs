//! The database is where the query runs.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(&db, users.find).run(db).await?;
    query!(db.users.find).run(db).await?;
    Ok(())
}

fn main() {}
