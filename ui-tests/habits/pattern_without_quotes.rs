//! A pattern stands in quotes.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where name like %a%).run(db).await?;
    query!(users.find where name like a% and active).run(db).await?;
    Ok(())
}

fn main() {}
