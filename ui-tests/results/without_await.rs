//! A query that was not awaited.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.find).run(db)?;
    println!("{}", rows.len());
    Ok(())
}

fn main() {}
