//! `returning` gives what it lists.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.delete where id = 1 returning { id }).run(db).await?;
    println!("{}", rows[0].name);
    let rows: u64 = query!(users.update { age: 1 } where id = 1 returning *).run(db).await?;
    Ok(())
}

fn main() {}
