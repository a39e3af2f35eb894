//! `as Type` without a projection fills all columns: those that the struct lacks are one mistake.

querent::schema!();

use querent::{Database, query};
struct Adult {
    id: i64,
    name: String,
}

struct Whole {
    id: i64,
    name: String,
    email: String,
    age: Option<i32>,
    role: users::Role,
    active: bool,
    created_at: jiff::Timestamp,
}

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find as Adult where age >= 18).run(db).await?;
    query!(users.find * as Adult).run(db).await?;
    query!(users.find { *, age + 1 as next } as Adult).run(db).await?;
    query!(users.insert { name: "a" } as Adult).run(db).await?;
    query!(users.find as Whole).run(db).await?;
    query!(users.find as Nobody).run(db).await?;
    Ok(())
}

fn main() {}
