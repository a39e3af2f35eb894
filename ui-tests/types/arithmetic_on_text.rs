//! Only numbers are computed with.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age + name > 3).run(db).await?;
    Ok(())
}

fn main() {}
