//! A table of another module is named by its path.

querent::schema!();

use querent::{Database, query};
mod inner {
    pub(super) async fn case(db: &querent::Database) -> querent::Result<()> {
        querent::query!(users.find).run(db).await?;
        querent::query!(super::users.find where id = {"a"}).run(db).await?;
        Ok(())
    }
}

async fn case(db: &Database) -> querent::Result<()> {
    inner::case(db).await?;
    Ok(())
}

fn main() {}
