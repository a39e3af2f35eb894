//! So are keys and documents.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where token = "nope").run(db).await?;
    query!(samples.insert { document: "{" }).run(db).await?;
    Ok(())
}

fn main() {}
