//! A wrong query causes no warning about what it uses.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let min_age = 18;
    query!(users.find where agee >= {min_age}).run(db).await?;
    Ok(())
}

fn main() {}
