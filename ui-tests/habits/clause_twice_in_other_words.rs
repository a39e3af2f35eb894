//! A clause that stands twice is one mistake, whatever its words are.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find skip 5 offset 5).run(db).await?;
    query!(users.find where active WHERE age > 1).run(db).await?;
    query!(users.find order by name ORDER BY id).run(db).await?;
    Ok(())
}

fn main() {}
