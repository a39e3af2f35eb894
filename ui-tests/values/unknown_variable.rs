//! A name in braces is looked up by rustc, which reports it where it stands.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age >= {min_age}).run(db).await?;
    Ok(())
}

fn main() {}
