//! What is sent: the exact text for each dialect, the store's plan, and the DDL.

querent::schema!();

use querent::{Database, Dialect, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let (min, part) = (Some(18), None::<&str>);
    let adults =
        || query!(users.find { id, name } where age >= {min}? and name contains {part}? order by age desc take 3);
    for dialect in Dialect::ALL {
        println!("{dialect:?}:\n    {}", adults().sql(dialect));
    }
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    println!("\nThe plan of SQLite:\n{}", adults().explain(&db).await?);
    println!("\nThe first lines of the DDL for PostgreSQL:");
    for line in SCHEMA.ddl(Dialect::Postgres).lines().take(10) {
        println!("    {line}");
    }
    Ok(())
}
