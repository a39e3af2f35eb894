//! What the reading verbs give.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows: Vec<posts::Row> = query!(users.find).run(db).await?;
    let row: users::Row = query!(users.find_first).run(db).await?;
    let row: Option<users::Row> = query!(users.get where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
