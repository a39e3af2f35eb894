//! What is no list at all.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let id = 5;
    query!(users.find where id in {id}).run(db).await?;
    query!(users.find where id in {id}?).run(db).await?;
    query!(users.find where id in {vec![1]}?).run(db).await?;
    Ok(())
}

fn main() {}
