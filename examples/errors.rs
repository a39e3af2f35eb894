//! Errors at run time: what kind they are, which constraint, which columns.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    query!(users.insert { name: "Alice", email: "alice@example.org" }).run(&db).await?;

    let error = query!(users.insert { name: "Eve", email: "alice@example.org" }).run(&db).await.unwrap_err();
    println!(
        "{error}\n    unique: {}, table: {:?}, columns: {:?}\n",
        error.is_unique_violation(),
        error.table(),
        error.columns()
    );

    let error = query!(posts.insert { user_id: 99, title: "Nobody's" }).run(&db).await.unwrap_err();
    println!("{error}\n    foreign key: {}\n", error.is_foreign_key_violation());

    let error = query!(users.get where id = 99).run(&db).await.unwrap_err();
    println!("{error}\n    not found: {}\n", error.is_not_found());

    for url in ["sqlite:/no/such/folder/data.db", "mysqlite:data.db", "sqlite:data.db?mode=rx"] {
        println!("{}\n", Database::connect(url).await.unwrap_err());
    }
    Ok(())
}
