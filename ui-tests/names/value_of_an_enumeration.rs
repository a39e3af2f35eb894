//! The nearest value of an enumeration.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where role = "amdin").run(db).await?;
    query!(users.find where role = admin).run(db).await?;
    Ok(())
}

fn main() {}
