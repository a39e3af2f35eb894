//! More than eight mistakes at once help nobody.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    query!(users.find where a = 1 and b = 2 and c = 3 and d = 4 and e = 5 and f = 6 and g = 7 and h = 8 and i = 9 and j = 10)
        .run(db)
        .await?;
    Ok(())
}

fn main() {}
