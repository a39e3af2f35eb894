//! A body of a test → its run on every store that can be had, each time on a fresh database with the schema in it.

use querent::{Database, Schema};

/// A place to keep rows in, fresh and empty.
struct Store {
    name: &'static str,
    url: String,
    /// Keeps the folder until the body has ended.
    _folder: Option<tempfile::TempDir>,
}

fn stores() -> Vec<Store> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = format!("sqlite:{}", folder.path().join("store.db").display());
    vec![
        Store { name: "the file store in memory", url: "file::memory:".to_owned(), _folder: None },
        Store { name: "SQLite in memory", url: "sqlite::memory:".to_owned(), _folder: None },
        Store { name: "SQLite on a file", url: file, _folder: Some(folder) },
    ]
}

/// Runs `body` on every store, each time with a fresh database that has the tables of `schema`.
///
/// # Panics
/// When the body panics; the store is named before.
pub fn on_every_store(schema: &'static Schema, body: impl AsyncFn(&Database)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for store in stores() {
        println!("on {}:", store.name);
        runtime.block_on(async {
            let db = Database::connect(&store.url).await.expect("a database");
            db.sync(schema).await.expect("tables");
            body(&db).await;
        });
    }
}
