//! Of equally near names the one whose type fits.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(samples.find where wole > 3).run(db).await?;
    query!(samples.find where cote = "x").run(db).await?;
    Ok(())
}

fn main() {}
