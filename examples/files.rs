//! Rows in a folder of JSON files, without a server and without a C library: the same queries, the same rules.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let folder = std::env::temp_dir().join(format!("querent-files-{}", std::process::id()));
    let db = Database::connect(&format!("file:{}", folder.display())).await?;
    println!("{}\n", db.sync(&SCHEMA).await?);

    let alice = query!(users.insert { name: "Alice", email: "alice@example.org", age: 25 }).run(&db).await?;
    query!(users.insert { name: "Bob", age: 17 }).run(&db).await?;
    query!(posts.insert_many [{ user_id: {alice.id}, title: "First" }, { user_id: {alice.id}, title: "Second" }])
        .run(&db)
        .await?;

    let adults = query!(users.find { name, upper(name) as loud } where age >= 18 order by name).run(&db).await?;
    println!("{adults:?}");

    // UNIQUE, NOT NULL, CHECK and foreign keys hold as they do in a database.
    let error = query!(users.insert { name: "Eve", email: "alice@example.org" }).run(&db).await.unwrap_err();
    println!("{error}");
    let error = query!(posts.insert { user_id: 99, title: "Nobody's" }).run(&db).await.unwrap_err();
    println!("{error}");

    // The posts go with their author, as schema.sql says.
    query!(users.delete where id = {alice.id}).run(&db).await?;
    println!("{} posts are left", query!(posts.count).run(&db).await?);

    // What is on disk is JSON that a person can read.
    let line = std::fs::read_to_string(folder.join("journal.jsonl"))
        .ok()
        .and_then(|text| Some(text.lines().nth(2)?.to_owned()));
    println!("{}", line.unwrap_or_default());

    // Keys and indexes are used where the conditions allow.
    println!("{}", query!(users.find where id = {1}).explain(&db).await?);
    println!("{}", query!(posts.find where user_id in {[1, 2]} order by title).explain(&db).await?);

    db.close().await?;
    let _ = std::fs::remove_dir_all(folder);
    Ok(())
}
