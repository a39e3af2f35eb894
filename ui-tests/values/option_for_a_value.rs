//! Where nothing can be dropped an `Option` needs another value.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let id = Some(5);
    query!(users.get where id = {id}).run(db).await?;
    query!(users.find { coalesce(age, {Some(4)}) as years }).run(db).await?;
    query!(users.upsert where email = {Some("a")} create { name: "a" } update { age: 3 }).run(db).await?;
    Ok(())
}

fn main() {}
