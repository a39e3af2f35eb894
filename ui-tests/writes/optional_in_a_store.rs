//! What is stored cannot be dropped.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert { name: "a", email: {email}? }).run(db).await?;
    Ok(())
}

fn main() {}
