//! A `Patch` sets NULL only where NULL may be.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let patch = users::Patch { age: Some(5), email: Some(None), name: Some(None), ..Default::default() };
    Ok(())
}

fn main() {}
