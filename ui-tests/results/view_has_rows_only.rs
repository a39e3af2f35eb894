//! A view has the columns that it selects, and no `New`.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let row = query!(active_users.find_first).run(db).await?;
    println!("{:?}", row.map(|row| row.age));
    let new = active_users::New::new();
    Ok(())
}

fn main() {}
