//! A call of `query!` has one query.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find, posts.find).run(db).await?;
    query!(users.find where active, posts.find where published).run(db).await?;
    Ok(())
}

fn main() {}
