//! Times are computed in Rust.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where created_at > now() - interval "1 day").run(db).await?;
    Ok(())
}

fn main() {}
