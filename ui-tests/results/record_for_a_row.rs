//! A record is no row.

querent::schema!();

use querent::{Database, query};

fn greet(row: users::Row) {
    println!("{}", row.name);
}

async fn case(db: &Database) -> querent::Result<()> {
    for row in query!(users.find { id, name }).run(db).await? {
        greet(row);
    }
    Ok(())
}

fn main() {}
