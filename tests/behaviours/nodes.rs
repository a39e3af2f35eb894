//! Clusters whose nodes all take writes: of two that write the same row at once, one is told of the conflict, and a closure makes up for it.

use crate::{SCHEMA, samples};
use mysql_async::prelude::Queryable;
use querent::{Database, Error, TransactionOptions, query};
use querent_tests::stores::{ROLES, tell, url_of};
use std::time::{Duration, Instant};

/// A fresh database on two nodes, with one row in a table that no foreign key leads to, and the statement that drops it.
async fn on_both(one: &str, other: &str, name: &str) -> (Database, Database, String) {
    let database = format!("querent_nodes_{name}_{}", std::process::id());
    tell(one, &format!("CREATE DATABASE {database}")).await.unwrap();
    let within = |url: &str| format!("{}/{database}", url.rsplit_once('/').unwrap().0);
    let first = Database::connect(&within(one)).await.unwrap();
    first.sync(&SCHEMA).await.unwrap();
    query!(samples.insert { whole: 0 }).run(&first).await.unwrap();
    let begin = Instant::now();
    let second = loop {
        // It hears of the database a little later.
        if let Ok(db) = Database::connect(&within(other)).await
            && query!(samples.count).run(&db).await.is_ok_and(|rows| rows == 1)
        {
            break db;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "the other node does not follow");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    (first, second, format!("DROP DATABASE {database}"))
}

/// Writes the same row on both nodes before either commits.
async fn collide(one: &Database, other: &Database) -> [querent::Result<()>; 2] {
    let (first, second) = (one.begin().await.unwrap(), other.begin().await.unwrap());
    let wrote = query!(samples.update { whole: 1 } all).run(&first).await;
    let wrote_too = query!(samples.update { whole: 2 } all).run(&second).await;
    let (first, second) = (first.commit().await, second.commit().await);
    [wrote.and(first), wrote_too.and(second)]
}

async fn one_is_told(one: &Database, other: &Database) {
    let [first, second] = collide(one, other).await;
    first.unwrap();
    let error = second.unwrap_err();
    assert!(error.is_conflict() && error.is_retryable() && !error.is_outcome_unknown(), "{error:?}");
    let options = || TransactionOptions::new().tries(1000).try_for(Duration::from_secs(60));
    query!(samples.update { whole: 0 } all).run(one).await.unwrap();
    let count = async |db: &Database| {
        for _ in 0..20 {
            db.transaction_with(options(), async |tx| {
                query!(samples.update { whole: whole + 1 } all).run(&tx).await?;
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        }
    };
    tokio::join!(count(one), count(other));
    let begin = Instant::now();
    loop {
        // What was committed on the other node is heard of a little later.
        let rows = query!(samples.find { whole }).run(one).await.unwrap();
        if rows[0].whole == Some(40) {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "no increment is lost: {:?}", rows[0].whole);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn two_nodes_of_galera_that_write_the_same_row() {
    let (Some(one), Some(other)) = (url_of("QUERENT_TEST_GALERA"), url_of("QUERENT_TEST_GALERA_2")) else { return };
    let (first, second, drop_database) = on_both(&one, &other, "galera").await;
    one_is_told(&first, &second).await;
    tell(&one, &drop_database).await.unwrap();
}

/// Asks for one thing of a node.
pub(crate) async fn ask(url: &str, question: &str) -> String {
    let mut connection = mysql_async::Conn::from_url(url).await.unwrap();
    let answer: Option<String> = connection.query_first(question).await.unwrap();
    connection.disconnect().await.unwrap();
    answer.unwrap_or_default()
}

/// It keeps the tests of a group whose primary moves waiting, which lie in the same process.
#[tokio::test]
async fn two_nodes_of_a_group_that_write_the_same_row() {
    let _alone = ROLES.write().await;
    let (Some(one), Some(other)) = (url_of("QUERENT_TEST_GROUP"), url_of("QUERENT_TEST_GROUP_2")) else { return };
    let primary = ask(&one, "SELECT @@server_uuid").await;
    ask(&one, "SELECT group_replication_switch_to_multi_primary_mode()").await;
    // Whatever comes of it, other tests want one node that takes writes.
    let together = tokio::task::LocalSet::new();
    let (node, another) = (one.clone(), other);
    let told = together.spawn_local(async move {
        let (first, second, drop_database) = on_both(&node, &another, "group").await;
        one_is_told(&first, &second).await;
        tell(&node, &drop_database).await.unwrap();
    });
    let told = together.run_until(told).await;
    ask(&one, &format!("SELECT group_replication_switch_to_single_primary_mode('{primary}')")).await;
    told.unwrap();
}
