//! A wrong query has no type of its own.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let total = query!(users.count where agee = 1).run(db).await? + 1;
    let first = query!(users.find_first where nme = "a").run(db).await?.map(|user| user.name);
    let all: Vec<users::Row> = query!(users.find where x).run(db).await?;
    query!(users.nonsense).run(db).await?;
    println!("{total} {first:?} {}", all.len());
    Ok(())
}

fn main() {}
