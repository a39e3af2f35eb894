//! One program on any database: `cargo run --example anywhere --features servers -- postgres://postgres@localhost/shop`, or any other URL.
//!
//! Without a URL it is `DATABASE_URL`, or SQLite in memory. It leaves nothing behind but the tables of schema.sql.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let given = std::env::args().nth(1).or_else(|| std::env::var("DATABASE_URL").ok());
    let db = Database::connect(given.as_deref().unwrap_or("sqlite::memory:")).await?;
    db.sync(&SCHEMA).await?;

    // The row comes back as it is stored, on stores with RETURNING and on those without.
    let ann = query!(users.insert { name: "Ann", email: "ann@anywhere.example", age: 30 }).run(&db).await?;
    println!("{} is {:?}, {:?}", ann.name, ann.age, ann.role);

    let rows: Vec<_> = (1..=1000).map(|n| posts::New::new(ann.id, format!("Post {n}"))).collect();
    println!("{} posts", query!(posts.insert_many {rows}).run(&db).await?);

    let titles = ["Post 7", "post 7", "Post 999", "no post"];
    for post in
        query!(posts.find { title, length(title) as letters } where title in {titles} order by title).run(&db).await?
    {
        println!("  {} has {} letters", post.title, post.letters);
    }

    // The tables are those of one's own, whatever is in them.
    let of_ann = || query!(posts.count where user_id = {ann.id} and title ends_with "0");
    let undone = db
        .transaction(async |tx| {
            query!(posts.delete where user_id = {ann.id} and title ends_with "0").run(&tx).await?;
            println!("{} left inside of the transaction", of_ann().run(&tx).await?);
            query!(users.insert { name: "Ben", email: "ann@anywhere.example" }).run(&tx).await
        })
        .await
        .unwrap_err();
    println!("undone: {}, for {:?}", undone.is_unique_violation(), undone.columns());
    println!("{} left after it", of_ann().run(&db).await?);

    let mut stream = query!(posts.find where user_id = {ann.id} order by id desc).stream(&db);
    if let Some(last) = stream.next().await {
        println!("the last is {}", last?.title);
    }
    drop(stream);
    println!("{} user deleted, with the posts", query!(users.delete where id = {ann.id}).run(&db).await?);
    println!("{} posts", query!(posts.count where user_id = {ann.id}).run(&db).await?);
    db.close().await
}
