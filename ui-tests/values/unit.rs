//! An expression without a value.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: {println!("a")} }).run(db).await?;
    Ok(())
}

fn main() {}
