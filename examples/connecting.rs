//! Connecting: URLs, the builder, the environment.

querent::schema!();

use querent::{Database, query};
use std::time::Duration;

#[tokio::main]
async fn main() -> querent::Result<()> {
    let path = std::env::temp_dir().join(format!("querent-connecting-{}.db", std::process::id()));
    let url = format!("sqlite:{}", path.display());

    let db = Database::builder()
        .pool_size(4)
        .busy_timeout(Duration::from_secs(2))
        .statement_cache(200)
        .connect(&url)
        .await?;
    println!("the first sync: {}", db.sync(&SCHEMA).await?);
    query!(users.insert { name: "Alice" }).run(&db).await?;
    println!("a second one:   {}\n", db.sync(&SCHEMA).await?);

    let reader = Database::connect(&format!("{url}?mode=ro")).await?;
    println!("read-only, and sees {} user", query!(users.count).run(&reader).await?);
    let error = query!(users.insert { name: "Bob" }).run(&reader).await.unwrap_err();
    println!("read-only, and says: {error}");

    drop((db, reader));
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    Ok(())
}
