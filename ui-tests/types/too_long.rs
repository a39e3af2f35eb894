//! A literal longer than its VARCHAR.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.insert { code: "12345678901" }).run(db).await?;
    query!(samples.update { code: "12345678901" } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
