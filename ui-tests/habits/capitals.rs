//! Keywords are written in small letters.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find ORDER BY name).run(db).await?;
    query!(users.find WHERE age > 3).run(db).await?;
    Ok(())
}

fn main() {}
