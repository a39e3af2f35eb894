//! `as` names the type of a row.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find as Vec<User>).run(db).await?;
    Ok(())
}

fn main() {}
