//! What a server is sent when a transaction meets another one: how it is tried again, and that nothing follows what was undone.

use crate::scripted::Scripted;
use crate::support::write;
use querent::__private::{Params, query_count};
use querent::driver::{Condition, Failure};
use querent::{Database, Dialect, Error, ErrorKind, Isolation, Transaction, TransactionOptions};

fn conflict() -> Failure {
    Failure::new(ErrorKind::Query, "restart transaction").condition(Condition::Conflict)
}

async fn change(tx: &Transaction) -> querent::Result<u64> {
    query_count(write("CHANGE"), Params::new()).run(tx).await
}

async fn changed(db: &Database) -> querent::Result<u64> {
    db.transaction(async |tx| change(&tx).await).await
}

#[tokio::test]
async fn where_a_transaction_keeps_its_place_it_goes_back_to_its_beginning() {
    let (server, db) = Scripted::open("restart-statement", Dialect::Cockroach).await;
    assert_eq!(changed(&db).await.unwrap(), 1);
    let (begin, end) = ("BEGIN; SAVEPOINT cockroach_restart", "RELEASE SAVEPOINT cockroach_restart | COMMIT");
    assert_eq!(server.sent(), format!("{begin} | CHANGE | {end}"));
    server.fails("CHANGE", conflict());
    server.fails("CHANGE", conflict());
    assert_eq!(changed(&db).await.unwrap(), 1);
    let again = "ROLLBACK TO SAVEPOINT cockroach_restart | CHANGE";
    assert_eq!(server.sent(), format!("{begin} | CHANGE | {again} | {again} | {end}"));
}

#[tokio::test]
async fn a_conflict_at_the_release_asks_for_another_try_too() {
    let (server, db) = Scripted::open("restart-release", Dialect::Cockroach).await;
    server.fails("RELEASE", conflict());
    let mut calls = 0;
    let done = db.transaction(|tx| {
        calls += 1;
        async move { change(&tx).await }
    });
    assert_eq!((done.await.unwrap(), calls), (1, 2));
    let (release, again) = ("RELEASE SAVEPOINT cockroach_restart", "ROLLBACK TO SAVEPOINT cockroach_restart");
    assert_eq!(
        server.sent(),
        format!("BEGIN; SAVEPOINT cockroach_restart | CHANGE | {release} | {again} | CHANGE | {release} | COMMIT")
    );
}

/// The release is what commits: whatever cuts it off leaves open whether it was made.
#[tokio::test]
async fn what_is_not_known_of_a_release_is_neither_tried_again_nor_called_a_failure() {
    let lost = || Failure::new(ErrorKind::Connection, "cut off").condition(Condition::Lost);
    let unknown = || Failure::new(ErrorKind::Query, "result is ambiguous").outcome_unknown();
    let (server, db) = Scripted::open("restart-unknown", Dialect::Cockroach).await;
    for failure in [lost(), unknown()] {
        server.fails("RELEASE", failure);
        let error = changed(&db).await.unwrap_err();
        assert!(error.is_outcome_unknown() && error.attempts() == 1, "{error:?}");
        assert_eq!(server.sent().matches("CHANGE").count(), 1);
    }
}

#[tokio::test]
async fn what_meets_others_again_and_again_begins_anew() {
    let (server, db) = Scripted::open("restart-anew", Dialect::Cockroach).await;
    (0..4).for_each(|_| server.fails("CHANGE", conflict()));
    assert_eq!(changed(&db).await.unwrap(), 1);
    let sent = server.sent();
    assert_eq!(sent.matches("ROLLBACK TO").count(), 3, "{sent}");
    assert!(sent.contains("CHANGE | ROLLBACK | BEGIN; SAVEPOINT cockroach_restart | CHANGE | RELEASE"), "{sent}");

    (0..9).for_each(|_| server.fails("CHANGE", conflict()));
    let error = changed(&db).await.unwrap_err();
    assert_eq!(error.attempts(), 8, "{error}");
    assert!(server.sent().ends_with("CHANGE | ROLLBACK"), "the last try is undone");
}

#[tokio::test]
async fn a_handle_of_the_try_before_is_over() {
    let (server, db) = Scripted::open("restart-handles", Dialect::Cockroach).await;
    server.fails("CHANGE", conflict());
    let kept = std::sync::Mutex::new(Vec::<Transaction>::new());
    let done = db.transaction(async |tx| {
        let before = kept.lock().unwrap().pop();
        if let Some(before) = before {
            let error = change(&before).await.unwrap_err();
            assert!(error.to_string().contains("the transaction is over"), "{error}");
        }
        let done = change(&tx).await;
        kept.lock().unwrap().push(tx);
        done
    });
    assert_eq!(done.await.unwrap(), 1);
}

#[tokio::test]
async fn a_transaction_that_nobody_can_try_again_has_no_beginning_to_go_back_to() {
    let (server, db) = Scripted::open("restart-guard", Dialect::Cockroach).await;
    let tx = db.begin().await.unwrap();
    change(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(server.sent(), "BEGIN | CHANGE | COMMIT");
    let (server, db) = Scripted::open("restart-elsewhere", Dialect::Postgres).await;
    server.fails("CHANGE", conflict());
    assert_eq!(changed(&db).await.unwrap(), 1);
    assert_eq!(server.sent(), "BEGIN | CHANGE | ROLLBACK | BEGIN | CHANGE | COMMIT");
}

/// After Galera's 1213 the server would carry out what follows, each statement for itself.
#[tokio::test]
async fn no_statement_follows_one_that_has_undone_the_transaction() {
    for (scheme, dialect) in [("undone-mysql", Dialect::Mysql), ("undone-mariadb", Dialect::Mariadb)] {
        let (server, db) = Scripted::open(scheme, dialect).await;
        server.fails("CHANGE", conflict());
        let mut calls = 0;
        let options = TransactionOptions::new().tries(2);
        let done = db.transaction_with(options, |tx| {
            calls += 1;
            let is_first = calls == 1;
            async move {
                let first = change(&tx).await;
                if is_first {
                    first.unwrap_err();
                    // Whoever ignores the error goes on in vain, in a part of the transaction too.
                    let error = change(&tx).await.unwrap_err();
                    assert!(error.is_retryable() && error.to_string().contains("undone"), "{error}");
                    tx.savepoint().await.unwrap_err();
                    tx.transaction(async |tx| change(&tx).await).await.unwrap_err();
                }
                Ok::<_, Error>(())
            }
        });
        done.await.unwrap();
        assert_eq!(calls, 2, "it was tried again, though the closure has said that all was well");
        let begin = "START TRANSACTION";
        assert_eq!(server.sent(), format!("{begin} | CHANGE | ROLLBACK | {begin} | CHANGE | COMMIT"), "{dialect:?}");
    }
}

/// The loser of a conflict may learn it by its COMMIT.
#[tokio::test]
async fn a_conflict_at_the_commit_is_tried_again() {
    let (server, db) = Scripted::open("undone-commit", Dialect::Mariadb).await;
    server.fails("COMMIT", conflict());
    assert_eq!(changed(&db).await.unwrap(), 1);
    let begin = "START TRANSACTION";
    assert_eq!(server.sent(), format!("{begin} | CHANGE | COMMIT | ROLLBACK | {begin} | CHANGE | COMMIT"));
}

#[tokio::test]
async fn a_statement_by_itself_is_run_again_eight_times_at_most_and_never_when_its_outcome_is_unknown() {
    let (server, db) = Scripted::open("statement-again", Dialect::Postgres).await;
    let changed = async || query_count(write("CHANGE"), Params::new()).run(&db).await;
    server.fails("CHANGE", conflict());
    assert_eq!(changed().await.unwrap(), 1);
    assert_eq!(server.sent(), "CHANGE | CHANGE");
    (0..8).for_each(|_| server.fails("CHANGE", conflict()));
    let error = changed().await.unwrap_err();
    assert!(error.is_conflict() && error.attempts() == 8 && error.to_string().contains("tried 8 times"), "{error}");
    assert_eq!(server.sent().matches("CHANGE").count(), 8);
    for failure in [
        Failure::new(ErrorKind::Query, "result is ambiguous").outcome_unknown(),
        Failure::new(ErrorKind::Query, "a lock is held").condition(Condition::Busy),
        Failure::new(ErrorKind::Connection, "cut off").condition(Condition::Lost),
    ] {
        server.fails("CHANGE", failure);
        assert_eq!(changed().await.unwrap_err().attempts(), 1);
        assert_eq!(server.sent(), "CHANGE");
    }
}

#[tokio::test]
async fn what_a_server_does_not_have_is_refused_before_anything_is_sent() {
    let options = || TransactionOptions::new().isolation(Isolation::Serializable).read_only().deferrable();
    let (server, db) = Scripted::open("deferrable", Dialect::Postgres).await;
    db.begin_with(options()).await.unwrap().commit().await.unwrap();
    assert_eq!(server.sent(), "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE | COMMIT");
    for (scheme, dialect) in [
        ("not-deferrable-cockroach", Dialect::Cockroach),
        ("not-deferrable-mysql", Dialect::Mysql),
        ("not-deferrable-mariadb", Dialect::Mariadb),
        ("not-deferrable-sqlite", Dialect::Sqlite),
    ] {
        let (server, db) = Scripted::open(scheme, dialect).await;
        let error = db.begin_with(options()).await.unwrap_err();
        assert!(error.to_string().contains("has no deferrable transactions: leave"), "{error}");
        assert_eq!(server.sent(), "");
    }
}

/// A subscriber that writes down what it is told.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, about: &tracing::Metadata<'_>) -> bool {
        about.target().starts_with("querent")
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::Id {
        tracing::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::Id, _: &tracing::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = String::new();
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            line += &format!("{field}={value:?} ");
        });
        *self.0.lock().unwrap() += &format!("{line}\n");
    }

    fn enter(&self, _: &tracing::Id) {}

    fn exit(&self, _: &tracing::Id) {}
}

#[tokio::test]
async fn a_log_tells_of_each_further_try_and_why() {
    let (server, db) = Scripted::open("restart-log", Dialect::Mysql).await;
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let lost = Failure::new(ErrorKind::Connection, "cut off").condition(Condition::Lost);
    server.fails("CHANGE", conflict());
    server.fails("CHANGE", lost);
    assert_eq!(changed(&db).await.unwrap(), 1);
    let told = log.0.lock().unwrap().clone();
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    for (line, attempt, why) in [(lines[0], "attempt=1 ", "restart transaction"), (lines[1], "attempt=2 ", "cut off")] {
        assert!(line.contains("origin=transaction (runtime/tests/it/retries.rs:"), "{line}");
        assert!(line.contains(attempt) && line.contains(why), "{line}");
    }
}
