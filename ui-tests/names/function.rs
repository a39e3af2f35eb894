//! The nearest function.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where lenght(name) > 3).run(db).await?;
    Ok(())
}

fn main() {}
