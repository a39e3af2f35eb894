//! A brace that is not closed does not reach the macro.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where id = {1).run(db).await?;
    Ok(())
}

fn main() {}
