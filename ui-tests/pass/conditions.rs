//! Conditions, optional conditions and lists.

use crate::users;
use querent::{Database, query};
use std::collections::{BTreeSet, VecDeque};

pub(crate) async fn all(db: &Database) -> querent::Result<()> {
    let (age, name, email) = (18, String::from("a"), None::<String>);
    let count = query!(users.count where
        (age >= {age} or not active) and name != {&name} and email is {&email} and role = {users::Role::Admin}
        and email is not null and age not in (1, 2, {age}) and name like {"%a"} and name not ilike "b"
        and name starts_with {&name} and not (name ends_with "z") and name contains {name.as_str()}
        and length(name) > {3} and coalesce(age, 0) + {1} < 9 and case when active then 1 else 2 end = 1)
    .run(db)
    .await?;
    assert_eq!(count, 0);
    Ok(())
}

pub(crate) async fn optional(db: &Database, name: Option<&str>, age: Option<i32>) -> querent::Result<()> {
    let rows =
        query!(users.find where active and name = {name}? and age >= {&age}? and name contains {name}?).run(db).await?;
    assert!(rows.is_empty());
    let changed = query!(users.update { active: false } where id = 1 and name = {name}?).run(db).await?;
    assert_eq!(changed, 0);
    Ok(())
}

pub(crate) async fn lists(db: &Database, ids: &[i64]) -> querent::Result<()> {
    let vector = vec!["a".to_owned()];
    let set: BTreeSet<i32> = [1, 2].into();
    let queue: VecDeque<i64> = ids.iter().copied().collect();
    let some = Some(vec![1_i64]);
    let count = query!(users.count where
        id in {ids} and id in {queue} and name in {vector} and name not in {["a", "b"]} and age in {set}
        and id in {ids.iter().map(|id| id + 1)} and id in {some}? and id in {Some(ids)}? and id in {Some(ids.iter())}?
        and id in {&some}? and role in {users::Role::ALL} and age in {vector.iter().map(|text| u16::try_from(text.len()).unwrap_or(u16::MAX))})
    .run(db)
    .await?;
    drop((vector, set, queue, some));
    assert_eq!(count, 0);
    Ok(())
}
