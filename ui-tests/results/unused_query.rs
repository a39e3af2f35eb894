//! A query that is not run does nothing.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    #[deny(unused_must_use)]
    async fn unused(db: &Database) {
        query!(users.count);
        query!(users.delete all).run(db);
    }
    unused(db).await;
    Ok(())
}

fn main() {}
