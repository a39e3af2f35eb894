//! Rows that querent keeps itself, without a server and without a C library: the same queries, the same rules.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("file::memory:").await?;
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

    // Keys and indexes are used where the conditions allow.
    println!("{}", query!(users.find where id = {1}).explain(&db).await?);
    println!("{}", query!(posts.find where user_id in {[1, 2]} order by title).explain(&db).await?);
    Ok(())
}
