//! A database of another kind: a driver of one's own is registered by the scheme of its URLs, and queries run on it unchanged.

querent::schema!();

mod threaded;

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    querent::driver::register("threaded", threaded::Threaded);

    let folder = std::env::temp_dir().join(format!("querent-own-driver-{}", std::process::id()));
    let path = folder.with_extension("db");
    let db = Database::connect(&format!("threaded:{}", path.display())).await?;
    println!("{}", db.sync(&SCHEMA).await?);

    let ann = db
        .transaction(async |tx| {
            let ann = query!(users.insert { name: "Ann", email: "ann@example.org", age: 30 }).run(&tx).await?;
            query!(posts.insert { user_id: {ann.id}, title: "Hello" }).run(&tx).await?;
            querent::Ok(ann)
        })
        .await?;
    println!("{} has {} post", ann.name, query!(posts.count where user_id = {ann.id}).run(&db).await?);

    let twice = query!(users.insert { name: "Ben", email: "ann@example.org" }).run(&db).await.unwrap_err();
    println!("an error with its columns {:?}: {twice}", twice.columns());
    let mut stream = query!(users.find where id in {[ann.id, 99]}).stream(&db);
    while let Some(user) = stream.next().await {
        println!("{:?}", user?.created_at);
    }
    drop(stream);
    db.close().await?;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    Ok(())
}
