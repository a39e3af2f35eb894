//! Folders that cannot be opened or written → what a user reads of each, with the file, the line and what can be done.

use crate::{Database, ErrorKind, Schema};
use std::path::Path;
use std::process::{Command, Stdio};

fn schema() -> Schema {
    querent_schema::parse("CREATE TABLE item (id INTEGER PRIMARY KEY, note TEXT);").unwrap()
}

async fn connect(folder: &Path, options: &str) -> crate::Result<Database> {
    Database::connect(&format!("file:{}{options}", folder.display())).await
}

/// What opening says.
async fn said(folder: &Path, options: &str) -> String {
    let error = connect(folder, options).await.expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    error.to_string()
}

/// A closed store, some lines of whose file are these.
async fn made(folder: &Path, rows: &str) {
    let db = connect(folder, "").await.unwrap();
    db.sync(&schema()).await.unwrap();
    db.close().await.unwrap();
    let file = folder.join("item.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, text.replace("\n]}", &format!("\n{rows}\n]}}"))).unwrap();
}

#[tokio::test]
async fn a_folder_that_cannot_be_opened() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    let shown = |name: &str| format!("opening the folder `{}/` failed: ", at(name).display());
    for options in ["?mode=ro", "?mode=rw"] {
        let expected = "it is not there; without `mode` in the URL it would be made";
        assert_eq!(said(&at("missing"), options).await, shown("missing") + expected);
    }
    let expected = "its parent is not there: make that first";
    assert_eq!(said(&at("missing/inner"), "").await, shown("missing/inner") + expected);
    std::fs::write(at("file"), "").unwrap();
    assert_eq!(said(&at("file"), "").await, shown("file") + "it is a file: a store is a folder");
    assert!(!at("missing").exists());
}

#[tokio::test]
async fn a_file_that_was_edited_into_what_is_no_json() {
    let rest = ". Nothing was changed: repair the line, or bring the file back from a copy";
    for (rows, line, expected) in [
        ("{\"id\":1,\"note\":\"a\"},\n{\"id\":2 \"note\":\"b\"}", 3, "`}` is expected, and here is `\"`"),
        ("{\"id\":1,\"note\":\"a\"}\n{\"id\":2}", 3, "`]` is expected, and here is `{`"),
        ("{\"id\":1,\"note\":\"a}", 2, ""),
        ("{'id':1}", 2, "`\"` is expected, and here is `'`"),
        ("{\"id\":1,\"notes\":\"a\"}", 2, "`item` has no column `notes`; did you mean `note`?"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        made(folder.path(), rows).await;
        let said = said(folder.path(), "").await;
        let begin = format!("`{}`, line {line}: {expected}", folder.path().join("item.json").display());
        assert!(said.starts_with(&begin) && said.ends_with(rest), "{said}\nbegins not with {begin}");
        let kept = std::fs::read_to_string(folder.path().join("item.json")).unwrap();
        assert!(kept.contains(rows), "the file is left alone");
    }
}

/// A disk of memory, where the system lets a test have one: what an administrator may write, permissions do not protect.
#[tokio::test]
async fn a_folder_that_may_only_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |words: &[&str]| {
        let mut command = Command::new(words[0]);
        let status = command.args(&words[1..]).arg(folder.path()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs"]) {
        eprintln!("not run: a tmpfs cannot be mounted here");
        return;
    }
    made(folder.path(), "{\"id\":1,\"note\":\"a\"}").await;
    assert!(mount(&["mount", "-o", "remount,ro"]));
    for options in ["", "?mode=rw", "?mode=ro"] {
        let db = connect(folder.path(), options).await.unwrap();
        db.sync(&schema()).await.unwrap();
        let more = querent_schema::parse("CREATE TABLE more (id INTEGER PRIMARY KEY);").unwrap();
        let error = db.sync(&more).await.unwrap_err();
        assert!(error.is_read_only() && error.kind() == ErrorKind::Connection, "{error}");
        assert_eq!(
            error.to_string(),
            "the store is read-only: it was opened so, or this process may not write the folder"
        );
        db.close().await.unwrap();
    }
    let empty = folder.path().join("inner");
    let said = said(&empty, "").await;
    assert!(said.contains("the folder is read-only for it"), "{said}");
    assert!(mount(&["umount"]));
}
