//! The first row may be missing.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let row = query!(users.find_first).run(db).await?;
    println!("{}", row.name);
    Ok(())
}

fn main() {}
