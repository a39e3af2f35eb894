//! A record has exactly the fields of its projection.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.find { id, upper(name) as label }).run(db).await?;
    for row in rows {
        println!("{} {}", row.label, row.name);
    }
    Ok(())
}

fn main() {}
