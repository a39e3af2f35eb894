//! A query begins with its table.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(SELECT name FROM users WHERE id = 1).run(db).await?;
    query!(select * from users).run(db).await?;
    Ok(())
}

fn main() {}
