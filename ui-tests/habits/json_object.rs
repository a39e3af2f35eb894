//! JSON is a text or a value of Rust.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.insert { document: { "city": "Rome" } }).run(db).await?;
    Ok(())
}

fn main() {}
