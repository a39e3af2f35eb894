//! A view is not written.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(active_users.insert { name: "a" }).run(db).await?;
    query!(active_users.delete all).run(db).await?;
    Ok(())
}

fn main() {}
