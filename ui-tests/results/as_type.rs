//! `as Type` fills a struct field by field: a type that differs.

querent::schema!();

use querent::{Database, query};
struct Adult {
    id: i64,
    name: String,
    age: i32,
}

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { id, name, age } as Adult).run(db).await?;
    Ok(())
}

fn main() {}
