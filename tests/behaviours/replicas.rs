//! A primary and who follows it: which of them a URL leads to, and what becomes of writes when they change places.

use crate::nodes::ask;
use crate::{SCHEMA, users};
use mysql_async::prelude::Queryable;
use querent::{Database, query};
use querent_tests::proxy::Proxy;
use querent_tests::stores::{ROLES, tell, url_of};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long anything may take before it counts as a hang.
const HANG: Duration = Duration::from_secs(20);

/// Variables of a primary and one that follows it.
const POSTGRES: [&str; 2] = ["QUERENT_TEST_PRIMARY", "QUERENT_TEST_STANDBY"];
const GROUP: [&str; 2] = ["QUERENT_TEST_GROUP", "QUERENT_TEST_GROUP_2"];

/// A database on both.
struct Pair {
    database: String,
    primary: String,
    standby: String,
    server: String,
}

impl Pair {
    /// A fresh one, with the tables and a user in it on both; none where the servers are not to be had.
    async fn fresh([primary, standby]: [&str; 2], name: &str) -> Option<Pair> {
        let (server, standby) = (url_of(primary)?, url_of(standby)?);
        let database = format!("querent_pair_{name}_{}", std::process::id());
        tell(&server, &format!("CREATE DATABASE {database}")).await.unwrap();
        let within = |url: &str| format!("{}/{database}", url.rsplit_once('/').unwrap().0);
        let pair = Pair { primary: within(&server), standby: within(&standby), database, server };
        let db = Database::connect(&pair.primary).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        query!(users.insert { name: "Ann" }).run(&db).await.unwrap();
        pair.follows(1).await;
        Some(pair)
    }

    /// Waits until the standby has so many users.
    async fn follows(&self, rows: u64) {
        let begin = Instant::now();
        loop {
            let found = match Database::connect(&self.standby).await {
                Ok(db) => query!(users.count).run(&db).await.ok(),
                Err(_) => None,
            };
            if found == Some(rows) {
                return;
            }
            assert!(begin.elapsed() < HANG, "the standby does not follow: {found:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn remove(self) {
        let force = if self.server.starts_with('p') { " WITH (FORCE)" } else { "" };
        tell(&self.server, &format!("DROP DATABASE {}{force}", self.database)).await.unwrap();
    }
}

fn host(url: &str) -> &str {
    url.split_once('@').unwrap().1.split_once('/').unwrap().0
}

fn address(url: &str) -> SocketAddr {
    host(url).parse().unwrap()
}

#[tokio::test]
async fn a_standby_is_read_and_refuses_writes() {
    let _alone = ROLES.write().await;
    for variables in [POSTGRES, GROUP] {
        if let Some(pair) = Pair::fresh(variables, "reads").await {
            reads(pair).await;
        }
    }
}

async fn reads(pair: Pair) {
    let db = Database::connect(&pair.standby).await.unwrap();
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 1);
    let error = query!(users.insert { name: "Ben" }).run(&db).await.unwrap_err();
    assert!(error.is_read_only() && !error.is_outcome_unknown(), "{error:?}");
    assert!(error.to_string().contains(host(&pair.standby)), "{error}");
    let both = pair.standby.replace(host(&pair.standby), &format!("{},{}", host(&pair.standby), host(&pair.primary)));
    let writer = Database::connect(&format!("{both}?target_session_attrs=read-write")).await.unwrap();
    query!(users.insert { name: "Ben" }).run(&writer).await.unwrap();
    pair.follows(2).await;
    let both = pair.primary.replace(host(&pair.primary), &format!("{},{}", host(&pair.primary), host(&pair.standby)));
    let reader = Database::connect(&format!("{both}?target_session_attrs=read-only")).await.unwrap();
    assert_eq!(query!(users.count).run(&reader).await.unwrap(), 2);
    assert!(query!(users.delete all).run(&reader).await.unwrap_err().is_read_only());
    for db in [db, writer, reader] {
        db.close().await.unwrap();
    }
    pair.remove().await;
}

/// Inserts until it is taken; gives the last refusal.
async fn insert(db: &Database) -> Option<querent::Error> {
    let (begin, mut refused) = (Instant::now(), None);
    loop {
        let inserted = query!(users.insert_many [{ name: "Cid" }]).run(db);
        match tokio::time::timeout(HANG, inserted).await.expect("no hang") {
            Ok(_) => return refused,
            Err(error) => {
                assert!(begin.elapsed() < HANG, "nobody takes over: {error}");
                refused = Some(error);
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn writes_go_to_whoever_takes_them() {
    let _alone = ROLES.write().await;
    let Some(pair) = Pair::fresh(POSTGRES, "writes").await else { return };
    let (one, through) = Proxy::before_url(&pair.primary).await;
    let (other, _) = Proxy::before_url(&pair.standby).await;
    let hosts = format!("{},{}", one.address(), other.address());
    let url = through.replace(&one.address().to_string(), &hosts);
    let db = Database::builder().pool_size(1).connect(&format!("{url}?target_session_attrs=read-write")).await.unwrap();
    assert!(insert(&db).await.is_none() && other.open() == 0);

    // They change places.
    one.lead_to(address(&pair.standby));
    other.lead_to(address(&pair.primary));
    one.reset();
    insert(&db).await;
    assert!(other.open() > 0);

    // The one that took writes refuses them from now on, and keeps its connections.
    tell(&pair.server, "ALTER SYSTEM SET default_transaction_read_only = on").await.unwrap();
    tell(&pair.server, "SELECT pg_reload_conf()").await.unwrap();
    let begin = Instant::now();
    let refused = loop {
        match query!(users.insert_many [{ name: "Dee" }]).run(&db).await {
            Err(error) => break error,
            Ok(_) => assert!(begin.elapsed() < HANG, "it goes on taking writes"),
        }
    };
    let before = other.accepted();
    // Nobody takes writes now, and that is said of each.
    let nobody = query!(users.count).run(&db).await.unwrap_err();
    tell(&pair.server, "ALTER SYSTEM RESET default_transaction_read_only").await.unwrap();
    tell(&pair.server, "SELECT pg_reload_conf()").await.unwrap();
    assert!(refused.is_read_only(), "{refused:?}");
    assert!(other.accepted() > before, "its connection was given up");
    let text = nobody.to_string();
    assert!(nobody.is_read_only() && text.contains("target_session_attrs"), "{text}");
    assert!([&one, &other].iter().all(|proxy| text.contains(&proxy.address().to_string())), "{text}");
    insert(&db).await;
    db.close().await.unwrap();
    pair.remove().await;
}

/// Makes the node of a URL the one that takes writes.
async fn make_primary(url: &str) {
    let mut connection = mysql_async::Conn::from_url(url).await.unwrap();
    let id: String = connection.query_first("SELECT @@server_uuid").await.unwrap().unwrap();
    connection.query_drop(format!("SELECT group_replication_set_as_primary('{id}')")).await.unwrap();
    connection.disconnect().await.unwrap();
}

#[tokio::test]
async fn when_a_group_makes_another_node_its_primary_writes_go_there() {
    let _alone = ROLES.write().await;
    let Some(pair) = Pair::fresh(GROUP, "moves").await else { return };
    let hosts = format!("{},{}", host(&pair.primary), host(&pair.standby));
    let url = pair.primary.replace(host(&pair.primary), &hosts);
    let db = Database::builder().pool_size(1).connect(&format!("{url}?target_session_attrs=read-write")).await.unwrap();
    assert!(insert(&db).await.is_none());
    for primary in [&pair.standby, &pair.primary] {
        make_primary(primary).await;
        let refused = insert(&db).await.expect("the connection leads to a node that takes no writes any more");
        assert!(refused.is_read_only() || refused.is_connection_lost(), "{refused:?}");
    }
    pair.follows(4).await;
    db.close().await.unwrap();
    pair.remove().await;
}

/// The server of the pair is not used by other tests, which do not live through this.
#[tokio::test]
async fn a_server_that_really_restarts_is_connected_to_again() {
    let _alone = ROLES.write().await;
    let Some(pair) = Pair::fresh(POSTGRES, "restarts").await else { return };
    let db = Database::builder().pool_size(2).connect(&pair.primary).await.unwrap();
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 1);
    let tx = db.begin().await.unwrap();
    query!(users.insert { name: "Ben" }).run(&tx).await.unwrap();
    // When one of its processes is killed the server ends all others, and starts again from its journal.
    let killed = tell(&pair.server, "COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'").await;
    assert!(killed.is_err(), "whoever kills is killed");
    let error = query!(users.insert { name: "Cid" }).run(&tx).await.unwrap_err();
    assert!(error.is_connection_lost() && error.to_string().contains(host(&pair.primary)), "{error:?}");
    assert!(tx.commit().await.is_err());
    let begin = Instant::now();
    while let Err(error) = query!(users.count).run(&db).await {
        // It may say that it is starting, or say nothing yet.
        assert!(error.is_connection_lost(), "{error:?}");
        assert!(begin.elapsed() < HANG, "it does not recover: {error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(query!(users.count).run(&db).await.unwrap(), 1, "what was not committed is gone");
    query!(users.insert_many [{ name: "Dee" }]).run(&db).await.unwrap();
    pair.follows(2).await;
    db.close().await.unwrap();
    pair.remove().await;
}

/// Connections of nobody's, until the server takes no more of them.
async fn fill(url: &str) -> Vec<mysql_async::Conn> {
    let mut held = Vec::new();
    while let Ok(connection) = mysql_async::Conn::from_url(url).await {
        held.push(connection);
        assert!(held.len() < 100, "the server has no limit");
    }
    held
}

#[tokio::test]
async fn a_server_that_is_really_full_says_so() {
    let _alone = ROLES.write().await;
    let Some(pair) = Pair::fresh(GROUP, "full").await else { return };
    let user = format!("full{}", std::process::id());
    // Administrators are let in when nobody else is.
    tell(&pair.server, &format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'secret'")).await.unwrap();
    tell(&pair.server, &format!("GRANT ALL ON {}.* TO '{user}'@'%'", pair.database)).await.unwrap();
    let url = format!("mysql://{user}:secret@{}/{}", host(&pair.primary), pair.database);
    let db = Database::builder().pool_size(2).connect(&url).await.unwrap();
    let before = ask(&pair.server, "SELECT CAST(@@max_connections AS CHAR)").await;
    tell(&pair.server, "SET GLOBAL max_connections = 20").await.unwrap();
    let held = fill(&url).await;
    let full = Database::connect(&url).await;
    let served = query!(users.count).run(&db).await;
    for connection in held {
        connection.disconnect().await.unwrap();
    }
    tell(&pair.server, &format!("SET GLOBAL max_connections = {before}")).await.unwrap();
    let error = full.unwrap_err();
    let text = error.to_string();
    assert!(error.is_too_many_connections() && text.contains("max_connections"), "{error:?}");
    assert!(text.contains(host(&pair.primary)) && !text.contains("secret"), "{text}");
    assert_eq!(served.unwrap(), 1, "who is connected is served");
    assert_eq!(query!(users.count).run(&Database::connect(&url).await.unwrap()).await.unwrap(), 1);
    db.close().await.unwrap();
    tell(&pair.server, &format!("DROP USER '{user}'@'%'")).await.unwrap();
    pair.remove().await;
}
