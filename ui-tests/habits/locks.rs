//! Rows are locked by `for update`, with `skip locked` or `nowait` behind it.

querent::schema!();

use querent::{Transaction, query};

async fn locks(tx: &Transaction) -> querent::Result<()> {
    query!(users.find FOR UPDATE SKIP LOCKED).run(tx).await?;
    query!(users.find where active skip locked for update).run(tx).await?;
    query!(users.find for share).run(tx).await?;
    query!(users.find for update no wait).run(tx).await?;
    Ok(())
}

fn main() {}
