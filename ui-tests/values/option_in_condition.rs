//! An `Option` in any other condition has one meaning: the condition is dropped.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let name = Some("a");
    query!(users.find where name like {name}).run(db).await?;
    query!(users.find where name contains {name} or age > {Some(18)}).run(db).await?;
    query!(users.count where {Some(true)} and lower(name) in ({name}, "b")).run(db).await?;
    Ok(())
}

fn main() {}
