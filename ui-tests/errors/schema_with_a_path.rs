//! The schema file is named in Cargo.toml, not in `schema!()`.

querent::schema!("db/schema.sql");

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where age > 3).run(db).await?;
    Ok(())
}

fn main() {}
