//! A `New` needs what must be given.

querent::schema!();

use querent::{Database, query};

async fn case(db: &Database) -> querent::Result<()> {
    let post = posts::New { title: String::from("a") };
    let other = posts::New::new("a");
    Ok(())
}

fn main() {}
