//! TEXT takes texts.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where note = {5}).run(db).await?;
    query!(samples.find where note = {vec!["a"]}).run(db).await?;
    Ok(())
}

fn main() {}
