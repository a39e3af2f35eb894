//! All mistakes of a query are reported at once, and nothing follows from them.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let rows = query!(users.find { id, nme } where agee >= 18 and role = "root" order by creatd).run(db).await?;
    for row in rows {
        println!("{} {}", row.id, row.nme);
    }
    Ok(())
}

fn main() {}
