//! The values of an optional list are checked.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where id in {Some(vec!["a"])}?).run(db).await?;
    query!(users.find where role in {Some(["admin"])}?).run(db).await?;
    Ok(())
}

fn main() {}
