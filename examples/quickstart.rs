//! The first program: a row is inserted, found, changed, put in its place, counted and deleted.
//!
//! Run it with `cargo run --example quickstart`. The tables are those of schema.sql in the folder above.

use querent::{Database, query};

querent::schema!();

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    println!("A database in memory, with the tables of schema.sql.");

    // What is left out takes its default; the row comes back as it was stored.
    let alice = query!(users.insert { name: "Alice", age: 25 }).run(&db).await?;
    println!("\ninsert   {} is user {}, a {} since {}", alice.name, alice.id, alice.role, alice.created_at);

    // Many rows at once, written as the struct that schema! made.
    let others = ["Bob", "Carol", "Dave"].map(|name| users::New { age: Some(17), ..users::New::new(name) });
    let inserted = query!(users.insert_many {others}).run(&db).await?;
    println!("         and {inserted} more of age 17");

    // A Rust expression stands in braces.
    let min_age = 18;
    let adults: Vec<users::Row> = query!(users.find where age >= {min_age} order by name).run(&db).await?;
    println!("\nfind     of age {min_age} or more:");
    for user in &adults {
        println!("         {} ({})", user.name, user.age.unwrap_or_default());
    }

    // A condition whose value is `None` is left out; a projection gives a record of its own.
    let prefix = Some("Car");
    let names =
        query!(users.find { id, upper(name) as label } where name starts_with {prefix}? order by id).run(&db).await?;
    for user in &names {
        println!("         {} is user {}, and the only one whose name begins with Car", user.label, user.id);
    }

    let changed =
        query!(users.update { age: age + 1, role: {users::Role::Admin} } where id = {alice.id}).run(&db).await?;
    let alice = query!(users.get where id = {alice.id}).run(&db).await?;
    println!("\nupdate   {changed} row: {} is {} now, and {}", alice.name, alice.age.unwrap_or_default(), alice.role);

    // The first upsert creates the row, the second finds it there.
    println!("\nupsert   twice for one address:");
    for age in [30, 31] {
        let erin = query!(users.upsert where email = "erin@example.org"
            create { name: "Erin", age: {age} }
            update { age: {age} })
        .run(&db)
        .await?;
        println!("         {} is user {} and {} years old", erin.name, erin.id, erin.age.unwrap_or_default());
    }

    let count = query!(users.count where active).run(&db).await?;
    let any_root = query!(users.exists where name = "root").run(&db).await?;
    println!("\ncount    {count} users are active; is one called root? {any_root}");

    let deleted = query!(users.delete where age < {min_age} returning { name }).run(&db).await?;
    let deleted: Vec<String> = deleted.into_iter().map(|user| user.name).collect();
    println!("\ndelete   {}: {} users are left", deleted.join(", "), query!(users.count).run(&db).await?);

    match query!(users.get where id = 99).run(&db).await {
        Err(error) if error.is_not_found() => println!("\nget      of user 99: {error}"),
        other => println!("\nget      of user 99: {other:?}"),
    }
    Ok(())
}
