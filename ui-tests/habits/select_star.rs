//! The verb that reads is `find`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.select *).run(db).await?;
    query!(users.find select *).run(db).await?;
    Ok(())
}

fn main() {}
