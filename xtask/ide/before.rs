//! A user's queries.

use crate::{active_users, posts, users};
use querent::{Database, query};

/// What a projection fills.
pub struct Adult {
    pub name: String,
    pub age: Option<i32>,
}

pub enum Sort {
    Name,
    Newest,
}

pub mod archive {
    pub use crate::users;
}

pub async fn case(
    db: &Database, user: users::Row, min_age: i32, new: users::New, sort: Sort, words: Vec<String>,
) -> querent::Result<()> {
    let at_least = min_age;
