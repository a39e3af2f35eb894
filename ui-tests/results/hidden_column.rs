//! A hidden column is no field of a row.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let account = query!(accounts.find_first).run(db).await?;
    println!("{:?}", account.map(|account| account.password));
    Ok(())
}

fn main() {}
