//! A Rust variable stands in braces.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age >= min_age).run(db).await?;
    query!(users.find where name = &name).run(db).await?;
    query!(users.find where age >= limits[0]).run(db).await?;
    Ok(())
}

fn main() {}
