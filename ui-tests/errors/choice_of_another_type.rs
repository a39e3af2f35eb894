//! The patterns of a choice fit its value.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find order by {5} { Some(1) => name, _ => id }).run(db).await?;
    Ok(())
}

fn main() {}
