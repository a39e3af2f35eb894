//! Functions of other databases.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where len(name) > 3).run(db).await?;
    query!(users.find where UPPER(name) = "A").run(db).await?;
    query!(users.find where if(active, 1, 0) = 1).run(db).await?;
    Ok(())
}

fn main() {}
