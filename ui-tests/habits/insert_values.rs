//! A row is written as in Rust.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.insert (name, age) values ("a", 3)).run(db).await?;
    query!(users.insert into).run(db).await?;
    Ok(())
}

fn main() {}
