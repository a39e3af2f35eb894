//! A Rust value stands in the braces as a whole.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let ids = [1];
    query!(users.find where id = {ids}[0]).run(db).await?;
    Ok(())
}

fn main() {}
