//! `stream`: rows as they come, in constant memory.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    let rows: Vec<_> = (1..=50_000).map(|number| users::New::new(format!("user {number}"))).collect();
    query!(users.insert_many {rows}).run(&db).await?;

    let (mut count, mut letters) = (0, 0);
    let mut stream = query!(users.find { name } where active).stream(&db);
    while let Some(row) = stream.next().await {
        count += 1;
        letters += row?.name.len();
    }
    println!("{count} rows came by, whose names have {letters} letters");
    Ok(())
}
