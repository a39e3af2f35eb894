//! A query runs on a database or a transaction.

querent::schema!();

use querent::query;

async fn case(url: &str) -> querent::Result<()> {
    query!(users.find).run(url).await?;
    Ok(())
}

fn main() {}
