//! `upsert`: insert, or update where the key is taken, in one atomic statement.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    for login in ["ann", "bob", "ann", "ann"] {
        // `where` pins a primary or unique key; its value is part of what is created.
        let account = query!(accounts.upsert where login = {login}
            create { password: "secret", visits: 1 }
            update { visits: visits + 1 })
        .run(&db)
        .await?;
        let visits = match account.visits {
            1 => "1 visit".to_owned(),
            visits => format!("{visits} visits"),
        };
        println!("{}: {} so far; the key that querent made is {}", account.login, visits, account.id);
    }
    Ok(())
}
