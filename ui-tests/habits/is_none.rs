//! What is missing is NULL.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where email = None).run(db).await?;
    query!(users.find where email is none).run(db).await?;
    query!(users.find where email not null).run(db).await?;
    Ok(())
}

fn main() {}
