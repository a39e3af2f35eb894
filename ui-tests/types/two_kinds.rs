//! What is compared is of one kind.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age = name).run(db).await?;
    Ok(())
}

fn main() {}
