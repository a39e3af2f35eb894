//! A `Patch` has three states for what may be NULL, and two for what may not.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let (age, name): (Option<i32>, Option<Option<String>>) = (Some(5), Some(None));
    let patch = users::Patch { age, ..Default::default() };
    query!(users.update {patch} where id = 1).run(db).await?;
    let patch = users::Patch { name, ..Default::default() };
    query!(users.update {patch} where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
