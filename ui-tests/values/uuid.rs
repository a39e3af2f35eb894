//! UUID takes UUIDs.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where token = {"67e55044-10b1-426f-9247-bb680e5fe0c8"}).run(db).await?;
    query!(samples.find where token = {[0_u8; 16]}).run(db).await?;
    Ok(())
}

fn main() {}
