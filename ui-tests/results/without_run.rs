//! A query that was not run.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.find).await?;
    println!("{}", rows.len());
    Ok(())
}

fn main() {}
