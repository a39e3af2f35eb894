//! The fields of a record have the types of the schema.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let row = query!(users.find { id, age, role } where id = 1).run(db).await?.remove(0);
    let id: i32 = row.id;
    let age: i32 = row.age;
    let role: String = row.role;
    Ok(())
}

fn main() {}
