//! What stands in braces is part of the function around it: `?`, `.await`, `return`, blocks, labels; and names of its own.

use crate::users;
use querent::{Database, query};

#[allow(clippy::unused_async, reason = "it stands for something that waits")]
async fn name() -> querent::Result<&'static str> {
    Ok("a")
}

pub(crate) async fn within_braces(db: &Database) -> querent::Result<()> {
    let count =
        query!(users.count where name = {name().await?} and age = {if db_is_old(db) { 1 } else { 2 }}).run(db).await?;
    assert_eq!(count, 0);
    let count = query!(users.count where name = {let name = name().await?; name.trim()}).run(db).await?;
    assert_eq!(count, 0);
    for id in [1, 2] {
        let count = query!(users.count where id = {if id > 1 { continue } else { id }}).run(db).await?;
        assert_eq!(count, 0);
    }
    // Names that generated code uses too.
    let (params, row, value, now, query) = (1, 2, 3, "now", "query");
    let count = query!(users.count where id in {[params, row]} and age = {Some(value)}? and name in {[now, query]})
        .run(db)
        .await?;
    assert_eq!(count, 0);
    let missing: Option<i64> = None;
    query!(users.count where id = {match missing { Some(id) => id, None => return Ok(()) }}).run(db).await.map(drop)
}

const fn db_is_old(_: &Database) -> bool {
    false
}
