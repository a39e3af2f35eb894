//! The values of a list are checked, once.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let ids = vec!["a", "b"];
    query!(users.find where id in {ids}).run(db).await?;
    query!(users.find where name in {[1, 2]}).run(db).await?;
    query!(users.find where id in {(0_u64..3)}).run(db).await?;
    Ok(())
}

fn main() {}
