//! The verbs that read: `find`, `find_first`, `get`, `count`, `exists`; projections, records and structs of one's own.

querent::schema!();

use querent::{Database, query};

/// A struct of our own: `as Contact` fills it field by field, and rustc checks the types.
#[derive(Debug)]
struct Contact {
    name: String,
    email: Option<String>,
}

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    query!(users.insert_many [
        { name: "Alice", age: 25, email: "alice@example.org" },
        { name: "Bob", age: 17, email: null },
        { name: "Carol", age: 61, email: "carol@example.org" },
    ])
    .run(&db)
    .await?;

    let all = query!(users.find order by id).run(&db).await?;
    println!("find          gives a Vec of rows: {} of them", all.len());

    let first = query!(users.find_first where age > 60).run(&db).await?;
    println!("find_first    gives an Option: {:?}", first.map(|user| user.name));

    let missing = query!(users.get where id = 99).run(&db).await;
    println!("get           gives the row of a key, or an error: {}", missing.unwrap_err());

    println!("count         gives a u64: {}", query!(users.count where age >= 18).run(&db).await?);
    println!("exists        gives a bool: {}", query!(users.exists where name = "Bob").run(&db).await?);

    let records =
        query!(users.find { name, age + 1 as next_year } where age is not null order by name).run(&db).await?;
    for record in &records {
        println!("a projection  gives records with exactly its fields: {} {:?}", record.name, record.next_year);
    }

    let contacts = query!(users.find { name, email } as Contact where email is not null order by name).run(&db).await?;
    for Contact { name, email } in contacts {
        println!("as Contact    fills a struct of your own: {name} {email:?}");
    }
    Ok(())
}
