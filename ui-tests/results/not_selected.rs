//! What was not selected is not there.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let row = query!(users.get { id } where id = 1).run(db).await?;
    println!("{}", row.name);
    Ok(())
}

fn main() {}
