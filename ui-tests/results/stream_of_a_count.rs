//! Only rows come as a stream.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.count).stream(db);
    query!(users.exists).stream(db);
    Ok(())
}

fn main() {}
