//! A condition has its operator between its operands.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where eq(age, 18)).run(db).await?;
    Ok(())
}

fn main() {}
