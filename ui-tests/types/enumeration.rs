//! A text that is no value of the enumeration.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where role = "root").run(db).await?;
    query!(users.insert { name: "a", role: "Admin" }).run(db).await?;
    Ok(())
}

fn main() {}
