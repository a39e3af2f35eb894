//! An `Option` is no list of one or none, and a list has values.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let id = Some(5);
    query!(users.find where id in {id}).run(db).await?;
    query!(users.find where id not in {Some(vec![1, 2])}).run(db).await?;
    query!(users.find where id in {vec![Some(1), None]}).run(db).await?;
    Ok(())
}

fn main() {}
