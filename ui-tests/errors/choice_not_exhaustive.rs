//! The choice of an order is a `match`.

querent::schema!();

use querent::{Database, query};
enum Sort {
    Name,
    Newest,
}

async fn case(db: &Database) -> querent::Result<()> {
    let sort = Sort::Newest;
    query!(users.find order by {sort} { Sort::Name => name }).run(db).await?;
    Ok(())
}

fn main() {}
