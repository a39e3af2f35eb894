//! The file store in a folder, as programs and people find it: opened again, by two at once, read-only, edited.

use crate::{SCHEMA, posts, users};
use querent::{Database, ErrorKind, query};
use std::path::Path;

async fn open(path: &Path, options: &str) -> Database {
    Database::connect(&format!("file:{}{options}", path.display())).await.unwrap()
}

async fn names(db: &Database) -> Vec<String> {
    let rows = query!(users.find { name } order by id).run(db).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn rows_are_there_when_the_folder_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    for (round, options) in ["", "?sync=off", "?mode=rw", "?mode=rwc&sync=on"].into_iter().enumerate() {
        let db = open(&path, options).await;
        assert_eq!(db.sync(&SCHEMA).await.unwrap().is_empty(), round > 0);
        let name = format!("user {round}");
        query!(users.insert { name: {&name} }).run(&db).await.unwrap();
        assert_eq!(names(&db).await.len(), round + 1);
        // Closed or not, it is there.
        if round % 2 == 0 {
            db.close().await.unwrap();
        }
    }
    let db = open(&path, "?mode=ro").await;
    assert_eq!(names(&db).await, ["user 0", "user 1", "user 2", "user 3"]);
    let error = query!(users.insert { name: "Eve" }).run(&db).await.unwrap_err();
    assert!(error.is_read_only() && error.kind() == ErrorKind::Connection, "{error:?}");
}

#[tokio::test]
async fn two_databases_on_one_folder_see_what_the_other_has_done() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path(), "").await, open(folder.path(), "?sync=off").await);
    one.sync(&SCHEMA).await.unwrap();
    assert!(two.sync(&SCHEMA).await.unwrap().is_empty());
    for round in 0..20 {
        let (writer, reader) = if round % 2 == 0 { (&one, &two) } else { (&two, &one) };
        let tx = writer.begin().await.unwrap();
        let user = query!(users.insert { name: "Ann" }).run(&tx).await.unwrap();
        query!(posts.insert { user_id: {user.id}, title: "Hello" }).run(&tx).await.unwrap();
        assert_eq!(query!(users.count).run(reader).await.unwrap(), round, "nobody sees half of it");
        tx.commit().await.unwrap();
        assert_eq!(query!(users.count).run(reader).await.unwrap(), round + 1);
        assert_eq!(query!(posts.count).run(reader).await.unwrap(), round + 1);
        let tx = reader.begin().await.unwrap();
        query!(users.delete all).run(&tx).await.unwrap();
        tx.rollback().await.unwrap();
    }
    one.close().await.unwrap();
    assert_eq!(query!(users.count).run(&two).await.unwrap(), 20);
}

#[tokio::test]
async fn a_row_that_a_person_edits_is_read_or_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path(), "").await;
    db.sync(&SCHEMA).await.unwrap();
    query!(users.insert { name: "Ann", email: "a@example.com" }).run(&db).await.unwrap();
    query!(users.insert { name: "Bob", email: "b@example.com" }).run(&db).await.unwrap();
    db.close().await.unwrap();
    let file = folder.path().join("users.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("\"Ann\"", "\"Anna\"")).unwrap();
    let db = open(folder.path(), "").await;
    assert_eq!(names(&db).await, ["Anna", "Bob"]);
    db.close().await.unwrap();
    std::fs::write(&file, text.replace("b@example.com", "a@example.com")).unwrap();
    let error = Database::connect(&format!("file:{}", folder.path().display())).await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("users.json`, line 3: ") && said.contains("the same email"), "{said}");
    assert_eq!(error.kind(), ErrorKind::Connection);
}
