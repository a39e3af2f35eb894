//! Every problem of schema.sql is reported at `schema!()`, and queries are silent about it.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.find where nmae = "a").run(db).await?;
    for row in rows {
        println!("{}", row.name);
    }
    query!(posts.find where title = "a").run(db).await?;
    query!(posts.find where).run(db).await?;
    query!(nothing.find).run(db).await?;
    let rows: Vec<users::New> =
        ["a", "b"].into_iter().map(|name| users::New { age: Some(1), ..users::New::new(name) }).collect();
    let users::New { name, .. } = &rows[0];
    query!(users.insert_many {rows}).run(db).await?;
    Ok(())
}

fn main() {}
