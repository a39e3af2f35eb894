//! A column is counted up by an assignment.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.update { age++ } where id = 1).run(db).await?;
    query!(users.update { age: age++ } where id = 1).run(db).await?;
    query!(users.update { age: ++age } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
