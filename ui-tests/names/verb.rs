//! The nearest verb.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.fnd).run(db).await?;
    query!(users.delet where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
