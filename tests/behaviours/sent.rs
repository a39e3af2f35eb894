//! How often a query waits for an answer of the server, so that no round trip comes in unseen.

use crate::{SCHEMA, users};
use querent::{Database, query};
use querent_tests::on_every_server;
use querent_tests::proxy::Proxy;
use querent_tests::stores::Place;

/// What of a server decides how often it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// It takes statements behind each other, and gives rows back.
    Postgres,
    /// It answers before it takes the next statement, and gives rows back.
    Mariadb,
    /// The same, and a row that was written is read.
    Mysql,
}

/// A database with one connection, and what counts on the way there.
async fn counted(place: &Place) -> (Proxy, Database, Kind) {
    let (proxy, url) = Proxy::before_url(&place.url).await;
    let db = Database::builder().pool_size(1).connect(&format!("{url}?sslmode=disable")).await.unwrap();
    db.sync(&SCHEMA).await.unwrap();
    let kind = match place.url.split(':').next() {
        Some("mysql") => Kind::Mysql,
        Some("mariadb") => Kind::Mariadb,
        _ => Kind::Postgres,
    };
    (proxy, db, kind)
}

/// How often something waits when it is done for the third time: what is prepared then is there.
async fn turns(proxy: &Proxy, work: impl AsyncFn(i64)) -> usize {
    work(1).await;
    work(2).await;
    let before = proxy.turns();
    work(3).await;
    proxy.turns() - before
}

fn new_users(first: i64, many: usize) -> Vec<users::New> {
    (0..many).map(|number| users::New::new(format!("user {first} {number}"))).collect()
}

#[test]
fn a_query_waits_for_no_more_answers_than_it_must() {
    on_every_server(async |place| {
        let (proxy, db, kind) = counted(place).await;
        let by_kind = |postgres, mariadb, mysql| match kind {
            Kind::Postgres => postgres,
            Kind::Mariadb => mariadb,
            Kind::Mysql => mysql,
        };
        let found =
            turns(&proxy, async |id| _ = query!(users.find_first where id = {id}).run(&db).await.unwrap()).await;
        assert_eq!(found, 1, "a look-up");
        let inserted = turns(&proxy, async |_| _ = query!(users.insert { name: "Ann" }).run(&db).await.unwrap()).await;
        // A transaction of an insert and a read is sent as a whole, and its values ahead of it.
        assert_eq!(inserted, 1, "an insert without values");
        let inserted = turns(&proxy, async |age| {
            query!(users.insert { name: "Ann", age: {age as i32} }).run(&db).await.unwrap();
        });
        assert_eq!(inserted.await, by_kind(1, 1, 2), "an insert");
        let given = turns(&proxy, async |id| {
            let id = 100_000 + id;
            query!(users.insert { id: {id}, name: "Ann" }).run(&db).await.unwrap();
        });
        assert_eq!(given.await, by_kind(1, 1, 2), "an insert with its key");
        let upserted = turns(&proxy, async |age| {
            query!(users.upsert where id = 1 create { name: "Ann" } update { age: {age as i32} })
                .run(&db)
                .await
                .unwrap();
        });
        assert_eq!(upserted.await, by_kind(1, 2, 2), "an upsert");
        let new = turns(&proxy, async |first| {
            query!(users.insert {&new_users(first, 1)[0]}).run(&db).await.unwrap();
        });
        assert_eq!(new.await, by_kind(1, 1, 2), "an insert of a New");
        let updated = turns(&proxy, async |id| {
            query!(users.update { age: 7 } where id = {id}).run(&db).await.unwrap();
        });
        assert_eq!(updated.await, 1, "an update");
        for many in [1, 7, 100, 1000] {
            let inserted = turns(&proxy, async |first| {
                let rows = new_users(first, many);
                assert_eq!(query!(users.insert_many {rows}).run(&db).await.unwrap(), many as u64);
            });
            assert_eq!(inserted.await, 1, "{many} rows");
            let returned = turns(&proxy, async |first| {
                let rows = new_users(first, many);
                let stored = query!(users.insert_many {rows} returning *).run(&db).await.unwrap();
                assert_eq!(stored.len(), many);
            });
            assert_eq!(returned.await, by_kind(1, 1, 4), "{many} rows that are returned");
        }
        // MySQL prepares a text for each number of rows.
        let of_any_number = turns(&proxy, async |first| {
            let rows = new_users(first, 200 + first as usize);
            assert_eq!(query!(users.insert_many {rows}).run(&db).await.unwrap(), 200 + first as u64);
        });
        assert_eq!(of_any_number.await, by_kind(1, 1, 2), "as many rows as never before");
        // Two statements in a transaction: BEGIN goes with the first and COMMIT with the last, where the server takes statements behind each other.
        let mixed = turns(&proxy, async |first| {
            let mut rows = new_users(first, 4);
            rows[2].id = Some(1_000_000 + first * 10);
            rows[3].id = Some(1_000_001 + first * 10);
            assert_eq!(query!(users.insert_many {rows}).run(&db).await.unwrap(), 4);
        });
        assert_eq!(mixed.await, by_kind(2, 4, 4), "rows of two kinds");
        let mixed = turns(&proxy, async |first| {
            let mut rows = new_users(first, 2);
            rows[1].id = Some(2_000_000 + first * 10);
            let stored = query!(users.insert_many {rows} returning { id }).run(&db).await.unwrap();
            assert_eq!((stored.len(), stored[1].id), (2, 2_000_000 + first * 10));
        });
        assert_eq!(mixed.await, by_kind(2, 4, 6), "rows of two kinds that are returned");
    });
}

#[test]
fn a_transaction_waits_for_its_statements_and_for_its_end() {
    on_every_server(async |place| {
        let (proxy, db, kind) = counted(place).await;
        // BEGIN goes with the first statement where it can.
        let begin = usize::from(kind != Kind::Postgres);
        let read_back = usize::from(kind == Kind::Mysql);
        let inserted = turns(&proxy, async |first| {
            let tx = db.begin().await.unwrap();
            query!(users.insert { name: "Ann" }).run(&tx).await.unwrap();
            query!(users.insert_many {new_users(first, 20)}).run(&tx).await.unwrap();
            tx.commit().await.unwrap();
        });
        assert_eq!(inserted.await, begin + 1 + read_back + 1 + 1);
        let nothing = turns(&proxy, async |_| db.begin().await.unwrap().commit().await.unwrap()).await;
        assert_eq!(nothing, begin + 1);
        let updated = turns(&proxy, async |id| {
            let tx = db.begin().await.unwrap();
            query!(users.update { age: 8 } where id > {id} returning { id }).run(&tx).await.unwrap();
            tx.commit().await.unwrap();
        });
        // Where an update gives no rows their keys are read before it, and they after it.
        let changed = if kind == Kind::Postgres { 1 } else { 3 };
        assert_eq!(updated.await, begin + changed + 1);
        let part = turns(&proxy, async |_| {
            let tx = db.begin().await.unwrap();
            tx.transaction(async |part| query!(users.insert { name: "Ann" }).run(&part).await).await.unwrap();
            tx.commit().await.unwrap();
        });
        // A savepoint is made and released.
        assert_eq!(part.await, if kind == Kind::Postgres { 2 } else { begin + 1 + 1 + read_back + 1 + 1 });
    });
}

#[test]
fn what_fails_behind_a_commit_that_is_sent_with_it_is_undone_and_the_connection_goes_on() {
    on_every_server(async |place| {
        let (_proxy, db, _) = counted(place).await;
        let rows = |id: i64, email: &str| {
            let mut rows = new_users(0, 2);
            rows[1].id = Some(id);
            rows[1].email = Some(email.to_owned());
            rows
        };
        query!(users.insert_many {rows(1000, "a@example.org")}).run(&db).await.unwrap();
        for turn in 0..3 {
            // The second statement of two, with which the COMMIT goes.
            let twice = query!(users.insert_many {rows(2000 + turn, "a@example.org")}).run(&db).await.unwrap_err();
            assert!(twice.is_unique_violation() && !twice.is_outcome_unknown(), "{twice:?}");
            assert_eq!(query!(users.count).run(&db).await.unwrap(), 2);
        }
        query!(users.insert_many {rows(3000, "b@example.org")}).run(&db).await.unwrap();
        assert_eq!(query!(users.count).run(&db).await.unwrap(), 4);
    });
}
