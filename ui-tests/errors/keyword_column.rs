//! A column whose name is a keyword.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(order_line.find where r#type = {5}).run(db).await?;
    query!(order_line.update { r#type: {5} } where order_id = 1 and line_no = {"1"}).run(db).await?;
    Ok(())
}

fn main() {}
