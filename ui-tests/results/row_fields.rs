//! The fields of a row have the types of the schema.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let row = query!(users.get where id = 1).run(db).await?;
    println!("{}", row.nme);
    let age: i32 = row.age;
    let created_at: String = row.created_at;
    Ok(())
}

fn main() {}
