//! The verbs that write: `insert`, `insert_many`, `update`, `delete`, what they give back, and what does not compile.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;

    // A `New` holds what an insert takes; what may be left out is an Option.
    let mut new = users::New::new("Alice".to_owned());
    new.email = Some("alice@example.org".to_owned());
    let alice = query!(users.insert {new}).run(&db).await?;
    println!("insert {{new}}       gives the row as stored: id {}, created at {}", alice.id, alice.created_at);

    let rows: Vec<_> = (1..=500).map(|number| users::New::new(format!("user {number}"))).collect();
    println!("insert_many        gives a count, all or nothing: {}", query!(users.insert_many {rows}).run(&db).await?);

    let posts = query!(posts.insert_many [
        { user_id: {alice.id}, title: "First" },
        { user_id: {alice.id}, title: "Second", published: true },
    ] returning { id, title })
    .run(&db)
    .await?;
    println!("returning          gives rows instead: {posts:?}");

    // A patch has three states for a nullable column: leave, set NULL, set a value.
    let patch = users::Patch { email: Some(None), age: Some(Some(30)), ..users::Patch::default() };
    let matched = query!(users.update {patch} where id = {alice.id}).run(&db).await?;
    println!("update {{patch}}     gives the rows matched: {matched}");

    // `update` and `delete` without `where` do not compile; who means every row writes `all`.
    let deactivated = query!(users.update { active: false } all).run(&db).await?;
    println!("update … all       {deactivated} rows");
    let deleted = query!(users.delete where name starts_with "user ").run(&db).await?;
    println!("delete             {deleted} rows");
    Ok(())
}
