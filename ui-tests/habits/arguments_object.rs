//! A verb takes no arguments.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find({ where: { id: 1 } })).run(db).await?;
    Ok(())
}

fn main() {}
