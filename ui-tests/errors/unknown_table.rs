//! A table that schema.sql does not have.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(user.find).run(db).await?;
    println!("{}", rows.len());
    Ok(())
}

fn main() {}
