//! Every verb, and the type of its answer.

use crate::{accounts, active_users, posts, users};
use querent::{Database, Transaction, query};

pub(crate) async fn write(db: &Database) -> querent::Result<()> {
    let alice: users::Row = query!(users.insert { name: "Alice", age: 25, role: "admin" }).run(db).await?;
    let bob: users::Row = query!(users.insert {users::New::new("Bob")}).run(db).await?;
    let account: accounts::Row = query!(accounts.insert { login: "alice", password: "secret" }).run(db).await?;
    assert_eq!(account.settings.to_string(), "{}");

    let news = vec![posts::New::new(alice.id, "first"), posts::New::new(bob.id, "second")];
    let written: u64 = query!(posts.insert_many {&news}).run(db).await?;
    assert_eq!(written, 2);
    let ids = query!(posts.insert_many {news} returning { id }).run(db).await?;
    assert_eq!(ids.iter().map(|post| post.id).collect::<Vec<_>>(), [3, 4]);
    let rows: Vec<posts::Row> =
        query!(posts.insert_many [{ user_id: 1, title: "a" }, { title: "b", user_id: {bob.id} }] returning *)
            .run(db)
            .await?;
    assert_eq!(rows[1].title, "b");

    let updated: u64 = query!(users.update { age: age + 1 } where id = {alice.id}).run(db).await?;
    let patch = users::Patch { email: Some(Some("a@example.org".to_owned())), ..users::Patch::default() };
    let patched: Vec<users::Row> = query!(users.update {patch} where id = {alice.id} returning *).run(db).await?;
    assert_eq!((updated, patched[0].email.as_deref()), (1, Some("a@example.org")));

    let upserted: users::Row =
        query!(users.upsert where email = "b@example.org" create { name: "B" } update { age: 1 }).run(db).await?;
    assert_eq!(upserted.name, "B");
    let deleted: u64 = query!(posts.delete where user_id = {bob.id}).run(db).await?;
    assert_eq!(deleted, 3);
    let deleted = query!(posts.delete all returning { title }).run(db).await?;
    assert_eq!(deleted.len(), 3);
    query!(posts.truncate).run(db).await
}

pub(crate) async fn read(db: &Database) -> querent::Result<()> {
    let all: Vec<users::Row> = query!(users.find).run(db).await?;
    let many: Vec<users::Row> = query!(users.find_many).run(db).await?;
    let first: Option<users::Row> = query!(users.find_first order by id).run(db).await?;
    let one: querent::Result<users::Row> = query!(users.get where id = 1).run(db).await;
    let count: u64 = query!(users.count).run(db).await?;
    let exists: bool = query!(users.exists where age > 5).run(db).await?;
    let view: Vec<active_users::Row> = query!(active_users.find where name = "a").run(db).await?;
    assert!(all.is_empty() && many.is_empty() && first.is_none() && view.is_empty());
    assert!(one.is_err_and(|error| error.is_not_found()));
    assert_eq!((count, exists), (0, false));
    Ok(())
}

pub(crate) async fn lock(tx: &Transaction) -> querent::Result<()> {
    let all: Vec<users::Row> =
        query!(users.find where active order by id take 3 for update skip locked).run(tx).await?;
    let first: Option<users::Row> = query!(users.find_first for update nowait order by id).run(&tx).await?;
    let one: querent::Result<users::Row> = query!(users.get for update where id = {-1}).run(tx).await;
    let mut streamed = query!(users.find { id } for_update skip_locked).stream(&tx);
    assert!(streamed.next().await.is_none() && all.is_empty() && first.is_none());
    assert!(one.is_err_and(|error| error.is_not_found()));
    Ok(())
}
