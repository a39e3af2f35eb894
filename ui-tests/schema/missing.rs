//! A schema.sql that is not there is said once, and nothing follows.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.find).run(db).await?;
    let names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
    query!(users.insert { name: {names.join(", ")} }).run(db).await?;
    Ok(())
}

fn main() {}
