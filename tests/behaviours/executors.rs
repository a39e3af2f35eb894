//! A query runs on whatever leads to a database.

use crate::{on_every_store, users};
use querent::{Database, query};
use std::sync::Arc;

#[test]
fn a_query_runs_on_references_of_any_depth() {
    on_every_store(async |db| {
        let shared = Arc::new(db.clone());
        let mut own = db.clone();
        let deeper = &db;
        assert_eq!(query!(users.count).run(deeper).await.unwrap(), 0);
        assert_eq!(query!(users.count).run(&shared).await.unwrap(), 0);
        async fn insert(db: &mut Database) -> u64 {
            query!(users.insert_many [{ name: "Ann" }]).run(&db).await.unwrap()
        }
        assert_eq!(insert(&mut own).await, 1);
    });
}
