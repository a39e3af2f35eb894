//! `as Type` fills a struct field by field: fields that are missing or too many.

querent::schema!();

use querent::{Database, query};
struct Adult {
    id: i64,
    name: String,
    age: Option<i32>,
}

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find { id, name } as Adult).run(db).await?;
    query!(users.find { id, email } as Adult).run(db).await?;
    Ok(())
}

fn main() {}
