//! A value stands in braces, not behind a name.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where id = :id).run(db).await?;
    query!(users.find where id = @id).run(db).await?;
    query!(users.find where id = #id).run(db).await?;
    Ok(())
}

fn main() {}
