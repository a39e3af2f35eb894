//! The nearest column, in an order.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find order by creatd_at desc).run(db).await?;
    Ok(())
}

fn main() {}
