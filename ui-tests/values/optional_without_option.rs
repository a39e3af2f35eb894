//! `?` behind a value that is always there.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let age = 5;
    query!(users.find where age = {age}?).run(db).await?;
    Ok(())
}

fn main() {}
