//! What becomes of queries when the network or the server fails: an error of the right kind, no hang, and a pool that recovers by itself.

use crate::{SCHEMA, users};
use querent::{Database, DatabaseBuilder, Error, ErrorKind, TransactionOptions, query};
use querent_tests::on_every_server;
use querent_tests::proxy::{Fault, Proxy};
use querent_tests::stores::{Place, tell};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long anything here may take on a busy machine before it counts as a hang.
const HANG: Duration = Duration::from_secs(20);

/// Two connections at most, so that a test knows which ones there are.
fn builder() -> DatabaseBuilder {
    Database::builder().pool_size(2).acquire_timeout(Duration::from_secs(10))
}

/// A database with the tables of the tests behind a proxy, which is to see words in what is sent.
async fn proxied(place: &Place) -> (Proxy, Database) {
    let (proxy, url) = Proxy::before_url(&place.url).await;
    let db = builder().connect(&format!("{url}?sslmode=disable")).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    (proxy, db)
}

async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANG, future).await.unwrap_or_else(|_| panic!("{what} hangs"))
}

async fn count(db: &Database) -> querent::Result<u64> {
    in_time("a count", query!(users.count).run(db)).await
}

/// Runs a query until it succeeds: a pool recovers by itself, but a statement that was on its way when the connection broke has failed.
async fn recovers(db: &Database) -> u64 {
    let begin = Instant::now();
    loop {
        match count(db).await {
            Ok(number) => return number,
            Err(error) => assert!(begin.elapsed() < HANG, "it does not recover: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn says_where(error: &Error, url: &str) {
    let address = url.split(['@', '/', '?']).find(|part| part.contains(':') && !part.ends_with(':')).unwrap();
    assert!(error.to_string().contains(address), "`{error}` names no {address}");
}

#[test]
fn a_reset_in_the_middle_of_a_result_ends_a_stream_and_not_the_pool() {
    on_every_server(async |place| {
        let (proxy, db) = proxied(place).await;
        let rows: Vec<_> = (0..2000).map(|n| users::New::new(format!("{n} {}", "x".repeat(200)))).collect();
        assert_eq!(query!(users.insert_many {rows}).run(&db).await.unwrap(), 2000);
        proxy.set(Fault::ResetAfter(100_000)).await;
        let rows = in_time("a read", query!(users.find).run(&db)).await.unwrap();
        assert_eq!((rows.len(), proxy.accepted()), (2000, 2), "nothing was given out yet, so it was read once more");
        proxy.set(Fault::ResetAfter(100_000)).await;
        let mut stream = query!(users.find order by id).stream(&db);
        let mut read = 0;
        let error = loop {
            match in_time("a stream", stream.next()).await {
                Some(Ok(_)) => read += 1,
                Some(Err(error)) => break error,
                None => panic!("a stream that broke has no good end"),
            }
        };
        assert!(error.is_connection_lost() && read < 2000, "{read}: {error:?}");
        drop(stream);
        assert_eq!(recovers(&db).await, 2000);
    });
}

/// Both cuts look the same to the client and have opposite outcomes, so an honest error says that it does not know.
#[test]
fn a_write_that_was_cut_off_says_that_its_outcome_is_not_known() {
    on_every_server(async |place| {
        let (proxy, db) = proxied(place).await;
        for (fault, written) in [(Fault::CutBefore("cut here"), 0), (Fault::CutAfter("cut here"), 1)] {
            assert_eq!(count(&db).await.unwrap(), 0);
            proxy.set(fault.clone()).await;
            let insert = query!(users.insert_many [{ name: {"cut here"} }]).run(&db);
            let error = in_time("an insert", insert).await.unwrap_err();
            assert!(error.is_connection_lost() && error.is_outcome_unknown(), "{fault:?}: {error:?}");
            assert_eq!(count(&db).await.unwrap(), written, "{fault:?}");
            query!(users.delete all).run(&db).await.unwrap();
        }
    });
}

#[test]
fn a_closure_whose_connection_breaks_is_called_again_unless_it_was_being_committed() {
    on_every_server(async |place| {
        let (proxy, db) = proxied(place).await;
        let calls = AtomicU32::new(0);
        let write_twice = || {
            calls.store(0, Ordering::Relaxed);
            db.transaction(|tx| {
                calls.fetch_add(1, Ordering::Relaxed);
                async move {
                    query!(users.insert { name: {"Ann"} }).run(&tx).await?;
                    query!(users.insert { name: {"cut here"} }).run(&tx).await
                }
            })
        };
        for fault in [Fault::CutBefore("Ann"), Fault::CutBefore("cut here"), Fault::CutAfter("cut here")] {
            proxy.set(fault.clone()).await;
            let outcome = in_time("a transaction", write_twice()).await;
            assert_eq!(outcome.unwrap().name, "cut here", "{fault:?}");
            assert_eq!((calls.load(Ordering::Relaxed), count(&db).await.unwrap()), (2, 2), "{fault:?}");
            query!(users.delete all).run(&db).await.unwrap();
        }
        for (fault, written) in [(Fault::CutBefore("COMMIT"), 0), (Fault::CutAfter("COMMIT"), 2)] {
            proxy.set(fault.clone()).await;
            let error = in_time("a transaction", write_twice()).await.unwrap_err();
            assert!(error.is_outcome_unknown() && calls.load(Ordering::Relaxed) == 1, "{fault:?}: {error:?}");
            assert_eq!(recovers(&db).await, written, "{fault:?}");
        }
    });
}

#[test]
fn a_black_hole_is_a_timeout_of_connecting() {
    on_every_server(async |place| {
        let (proxy, url) = Proxy::before_url(&place.url).await;
        proxy.set(Fault::BlackHole).await;
        let url = format!("{url}?connect_timeout=1");
        let begin = Instant::now();
        let error = in_time("connecting", builder().connect(&url)).await.unwrap_err();
        assert!(error.is_timeout() && begin.elapsed() < Duration::from_secs(8), "{error:?} {:?}", begin.elapsed());
        says_where(&error, &url);
    });
}

/// A database behind a proxy, whose statements may take 300 ms.
async fn in_a_hurry(place: &Place) -> (Proxy, Database) {
    let (proxy, url) = Proxy::before_url(&place.url).await;
    let url = format!("{url}?sslmode=disable&statement_timeout=300ms&connect_timeout=3s");
    let db = builder().connect(&url).await.unwrap();
    // The tables may take longer.
    builder().connect(&place.url).await.unwrap().sync(&SCHEMA).await.unwrap();
    (proxy, db)
}

/// What a hole in the network gives, within seconds and with the address.
async fn timed_out<T: std::fmt::Debug>(proxy: &Proxy, query: impl Future<Output = querent::Result<T>>) -> Error {
    let begin = Instant::now();
    let error = in_time("a query", query).await.unwrap_err();
    assert!(error.is_timeout() && begin.elapsed() < Duration::from_secs(8), "{error:?} {:?}", begin.elapsed());
    assert!(error.to_string().contains(&proxy.address().to_string()), "{error}");
    error
}

#[test]
fn a_black_hole_in_the_middle_of_a_query_ends_with_the_time_of_a_statement() {
    on_every_server(async |place| {
        let (proxy, db) = in_a_hurry(place).await;
        let rows: Vec<_> = (0..1000).map(|n| users::New::new(format!("{n} {}", "x".repeat(200)))).collect();
        query!(users.insert_many {rows}).run(&Database::connect(&place.url).await.unwrap()).await.unwrap();
        proxy.set(Fault::HoleIn(100_000)).await;
        let error = timed_out(&proxy, query!(users.find).run(&db)).await;
        assert!(!error.is_outcome_unknown(), "a read changes nothing: {error:?}");
        assert_eq!(recovers(&db).await, 1000);
        for (fault, written) in [(Fault::HoleBefore("swallowed"), 0), (Fault::HoleAfter("swallowed"), 1)] {
            proxy.set(fault.clone()).await;
            let insert = query!(users.insert_many [{ name: {"swallowed"} }]).run(&db);
            let error = timed_out(&proxy, insert).await;
            assert!(error.is_outcome_unknown(), "{fault:?}: {error:?}");
            assert_eq!(recovers(&db).await, 1000 + written, "{fault:?}");
        }
        proxy.set(Fault::BlackHole).await;
        timed_out(&proxy, query!(users.count).run(&db)).await;
        proxy.set(Fault::None).await;
        assert_eq!(recovers(&db).await, 1001, "nothing waits for what was swallowed");
    });
}

#[test]
fn a_transaction_that_falls_into_a_hole_keeps_no_connection() {
    on_every_server(async |place| {
        let (proxy, db) = in_a_hurry(place).await;
        for _ in 0..3 {
            let tx = db.begin().await.unwrap();
            query!(users.insert { name: "x" }).run(&tx).await.unwrap();
            proxy.set(Fault::HoleBefore("swallowed")).await;
            let error = timed_out(&proxy, query!(users.update { name: {"swallowed"} } all).run(&tx)).await;
            assert!(!error.is_outcome_unknown(), "it is not committed: {error:?}");
            assert!(in_time("a commit", tx.commit()).await.is_err());
            // What the server has not heard of it undoes when the connection ends.
            proxy.reset();
            assert_eq!(recovers(&db).await, 0);
        }
        let options = TransactionOptions::new().timeout(Duration::from_millis(500));
        let tx = builder().connect(&place.url).await.unwrap().begin_with(options.clone()).await.unwrap();
        tx.rollback().await.unwrap();
        let (proxy, db) = proxied(place).await;
        let tx = db.begin_with(options).await.unwrap();
        query!(users.insert { name: "x" }).run(&tx).await.unwrap();
        proxy.set(Fault::HoleBefore("COMMIT")).await;
        let error = in_time("a commit", tx.commit()).await.unwrap_err();
        assert!(error.is_timeout() && error.is_outcome_unknown(), "the time of the transaction counts: {error:?}");
        proxy.reset();
        assert_eq!(recovers(&db).await, 0);
    });
}

#[test]
fn a_server_that_restarts_is_connected_to_again() {
    on_every_server(async |place| {
        let (proxy, db) = proxied(place).await;
        assert_eq!(count(&db).await.unwrap(), 0);
        proxy.set(Fault::Refuse).await;
        proxy.reset();
        let error = in_time("a query", query!(users.insert { name: "x" }).run(&db)).await.unwrap_err();
        assert!(error.is_connection_lost() || error.is_timeout() || error.kind() == ErrorKind::Connection, "{error:?}");
        proxy.set(Fault::None).await;
        assert_eq!(recovers(&db).await, 0);
        assert_eq!(query!(users.insert_many [{ name: "x" }]).run(&db).await.unwrap(), 1);
    });
}

#[test]
fn nobody_there_is_said_at_once_with_the_address() {
    on_every_server(async |place| {
        let (proxy, url) = Proxy::before_url(&place.url).await;
        proxy.set(Fault::Refuse).await;
        let begin = Instant::now();
        let error = in_time("connecting", builder().connect(&url)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        says_where(&error, &url);
    });
}

#[test]
fn the_next_host_takes_over_when_the_first_is_gone() {
    on_every_server(async |place| {
        let (first, through_first) = Proxy::before_url(&place.url).await;
        let (second, _) = Proxy::before_url(&place.url).await;
        let both = format!("{},{}", first.address(), second.address());
        let url = through_first.replace(&first.address().to_string(), &both);
        let db = builder().connect(&url).await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        assert_eq!((first.open() > 0, second.accepted()), (true, 0));
        first.set(Fault::Refuse).await;
        first.reset();
        assert_eq!(recovers(&db).await, 0);
        assert!(second.open() > 0);
    });
}

#[test]
fn connections_that_the_server_closed_while_they_were_idle_are_not_used() {
    on_every_server(async |place| {
        let (proxy, db) = proxied(place).await;
        assert_eq!(count(&db).await.unwrap(), 0);
        proxy.reset();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(count(&db).await.unwrap(), 0, "it is seen before a statement is sent");
    });
}

/// What a server says to a connection before it closes it for having been idle.
fn last_words(url: &str) -> Vec<u8> {
    const MYSQL: &[u8] = b"\xFF\xBF\x0F#HY000The client was disconnected by the server because of inactivity.";
    const POSTGRES: &[u8] = b"SFATAL\0VFATAL\0C57P05\0Mterminating connection due to idle-session timeout\0\0";
    if url.starts_with('m') {
        let length = MYSQL.len() as u32;
        return [&length.to_le_bytes()[..3], &[0], MYSQL].concat();
    }
    let length = POSTGRES.len() as u32 + 4;
    [b"E", &length.to_be_bytes()[..], POSTGRES].concat()
}

#[test]
fn what_a_server_says_before_it_closes_idle_connections_is_no_answer() {
    on_every_server(async |place| {
        let (proxy, db) = proxied(place).await;
        for words in [last_words(&place.url), Vec::new()] {
            assert_eq!(count(&db).await.unwrap(), 0);
            proxy.say_goodbye(&words);
            assert_eq!(count(&db).await.unwrap(), 0, "at once");
            proxy.say_goodbye(&words);
            tokio::time::sleep(Duration::from_millis(100)).await;
            let tx = in_time("a transaction", db.begin()).await.unwrap();
            assert_eq!(query!(users.count).run(&tx).await.unwrap(), 0);
            tx.rollback().await.unwrap();
            proxy.say_goodbye(&words);
            let first = in_time("a stream", query!(users.find).stream(&db).next()).await;
            assert!(first.is_none(), "{:?}", first.map(|row| row.map(|row| row.id)));
        }
    });
}

#[test]
fn a_database_that_is_not_there_is_said_with_its_name() {
    on_every_server(async |place| {
        let missing = "querent_is_not_there";
        let url = place.url.rsplit_once('/').unwrap().0;
        let error = builder().connect(&format!("{url}/{missing}")).await.unwrap_err();
        assert!(error.is_unknown_database() && error.to_string().contains(missing), "{error:?}");
        says_where(&error, &place.url);
    });
}

/// The URL with another user and password.
fn as_user(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    format!("{scheme}://{user}@{}", rest.rsplit_once('@').unwrap().1)
}

/// A user of the test's own who has a password, on servers that ask for one.
async fn with_password(place: &Place) -> Option<String> {
    if !place.url.starts_with('m') {
        // The servers that tests start themselves know this one; others let everybody in, or nobody.
        let guarded = as_user(&place.url, "guarded:wrong");
        let asks = tell(&guarded, "SELECT 1").await.is_err_and(|why| why.contains("password"));
        return asks.then(|| "guarded".to_owned());
    }
    let user = format!("u{}", place.url.rsplit('/').next()?.strip_prefix("querent_test_")?);
    tell(&place.url, &format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'secret'")).await.unwrap();
    tell(&place.url, &format!("GRANT ALL ON *.* TO '{user}'@'%'")).await.unwrap();
    Some(user)
}

#[test]
fn a_wrong_password_is_said_and_never_shown() {
    on_every_server(async |place| {
        let Some(user) = with_password(place).await else { return };
        let right = builder().connect(&as_user(&place.url, &format!("{user}:secret"))).await;
        let error = builder().connect(&as_user(&place.url, &format!("{user}:hunter2"))).await.unwrap_err();
        if place.url.starts_with('m') {
            tell(&place.url, &format!("DROP USER '{user}'@'%'")).await.unwrap();
        }
        right.expect("the right password");
        let shown = format!("{error} {error:?}");
        assert!(error.is_auth() && shown.contains(&user) && !shown.contains("hunter2"), "{shown}");
        says_where(&error, &place.url);
    });
}

#[test]
fn a_certificate_that_does_not_verify_is_refused() {
    on_every_server(async |place| {
        let error = builder().connect(&format!("{}?sslmode=verify-full", place.url)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
        says_where(&error, &place.url);
        let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/certificates/authority.pem");
        let given = format!("{}?sslmode=verify-full&sslrootcert={authority}", place.url);
        // Only servers that tests start themselves have that certificate.
        if let Err(error) = builder().connect(&given).await {
            assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
        }
    });
}

/// A user who may have one connection, and the statement that drops it.
async fn with_one_connection(place: &Place) -> (String, String) {
    let name = format!("o{}", place.url.rsplit("querent_test_").next().unwrap());
    let (made, dropped) = if place.url.starts_with('m') {
        let user = format!("'{name}'@'%'");
        let made = [
            format!("CREATE USER {user} IDENTIFIED BY 'secret' WITH MAX_USER_CONNECTIONS 1"),
            format!("GRANT ALL ON *.* TO {user}"),
        ];
        (made.to_vec(), format!("DROP USER {user}"))
    } else {
        (vec![format!("CREATE ROLE {name} LOGIN CONNECTION LIMIT 1")], format!("DROP ROLE {name}"))
    };
    for statement in made {
        tell(&place.url, &statement).await.unwrap();
    }
    (format!("{name}:secret"), dropped)
}

#[test]
fn a_server_that_is_full_says_so() {
    on_every_server(async |place| {
        let (user, drop_user) = with_one_connection(place).await;
        let url = as_user(&place.url, &user);
        let first = builder().connect(&url).await.unwrap();
        let error = builder().connect(&url).await.unwrap_err();
        assert!(error.is_too_many_connections(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        says_where(&error, &place.url);
        first.close().await.unwrap();
        tell(&place.url, &drop_user).await.unwrap();
    });
}
