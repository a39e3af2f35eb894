//! The queries as sqlx's users write them, checked against what its macros noted of a database file.

use super::program::{Case, Kind, Peer, schema};
use crate::run::{cargo, output};
use std::path::Path;

pub(super) const PEER: Peer = Peer {
    name: "sqlx",
    title: "sqlx, offline",
    dependencies: "sqlx = { version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"sqlite\", \"macros\"] }\n\
                   tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n",
    tables,
    imports: "use crate::Row;\nuse sqlx::SqlitePool;",
    connection: "&SqlitePool",
    result: "sqlx::Result<{}>",
    connect: "let db = &sqlx::SqlitePool::connect(\"sqlite::memory:\").await?;",
    is_async: true,
    query,
    environment: &[("SQLX_OFFLINE", "true")],
    prepare,
};

fn tables() -> String {
    "#[derive(Debug, Clone, PartialEq)]\npub struct Row {\n    pub id: i64,\n    pub name: String,\n    pub email: String,\n    \
     pub age: Option<i64>,\n    pub score: f64,\n    pub active: bool,\n    pub note: Option<String>,\n    pub created: i64,\n}\n"
        .to_owned()
}

/// Lets the macros ask a database file once and note what it said, as `cargo sqlx prepare` does.
fn prepare(folder: &Path) -> Result<(), String> {
    let (notes, file) = (folder.join(".sqlx"), folder.join("schema.db"));
    let _ = std::fs::remove_dir_all(&notes);
    let _ = std::fs::remove_file(&file);
    std::fs::create_dir_all(&notes).map_err(|error| error.to_string())?;
    make_database(folder, &file)?;
    let mut check = cargo();
    check.current_dir(folder).env_remove("CARGO_TARGET_DIR").args(["check", "--workspace", "--quiet"]);
    check.env("DATABASE_URL", format!("sqlite:{}", file.display())).env("SQLX_OFFLINE_DIR", &notes);
    output(&mut check).map(drop)
}

/// A database with the tables, made by a small program with rusqlite: no shell of SQLite need be installed.
fn make_database(folder: &Path, file: &Path) -> Result<(), String> {
    let maker = folder.join("maker");
    let write = |name: &str, text: &str| std::fs::write(maker.join(name), text).map_err(|error| error.to_string());
    std::fs::create_dir_all(maker.join("src")).map_err(|error| error.to_string())?;
    write(
        "Cargo.toml",
        "[package]\nname = \"maker\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         rusqlite = { version = \"0.41\", features = [\"bundled\"] }\n\n[workspace]\n",
    )?;
    write("schema.sql", &schema())?;
    write(
        "src/main.rs",
        "fn main() -> rusqlite::Result<()> {\n    let path = std::env::args().nth(1).expect(\"a path\");\n    \
         rusqlite::Connection::open(path)?.execute_batch(include_str!(\"../schema.sql\"))\n}\n",
    )?;
    let mut run = cargo();
    run.current_dir(&maker).env_remove("CARGO_TARGET_DIR").args(["run", "--quiet", "--"]).arg(file);
    output(&mut run).map(drop)
}

const COLUMNS: &str = "id, name, email, age, score, active, note, created";

fn query(case: &Case) -> String {
    let Case { table, number, .. } = case;
    let select = format!("SELECT {COLUMNS} FROM {table}");
    match case.kind {
        Kind::Find => row(
            &format!("{select} WHERE age >= ?1 AND active AND score > {number}.5 ORDER BY name DESC, id LIMIT 20"),
            "age",
            "fetch_all",
        ),
        Kind::Get => row(&format!("{select} WHERE id = ?1 AND score > {number}.5"), "id", "fetch_one"),
        Kind::First => {
            row(&format!("{select} WHERE email = ?1 AND created > {number} LIMIT 1"), "email", "fetch_optional")
        }
        Kind::Count => format!(
            "    let count = sqlx::query_scalar!(\"SELECT count(*) FROM {table} WHERE age >= ?1 AND created > {number}\", age)\n        \
             .fetch_one(db).await?;\n    Ok(count as u64)"
        ),
        Kind::Insert => row(
            &format!("INSERT INTO {table} (name, email, created) VALUES (?1, ?2, {number}) RETURNING {COLUMNS}"),
            "name, email",
            "fetch_one",
        ),
        Kind::Update => {
            changes(&format!("UPDATE {table} SET name = ?2, created = created + {number} WHERE id = ?1"), "id, name")
        }
        Kind::Delete => changes(&format!("DELETE FROM {table} WHERE id = ?1 AND created > {number}"), "id"),
        Kind::Upsert => row(
            &format!(
                "INSERT INTO {table} (name, email) VALUES (?1, ?2) ON CONFLICT (email) DO UPDATE SET created = {number} \
                 RETURNING {COLUMNS}"
            ),
            "name, email",
            "fetch_one",
        ),
        Kind::Projection => format!(
            "    let rows = sqlx::query!(\"SELECT id, name, note, created + {number} AS later FROM {table} WHERE age >= ?1\", age)\n        \
             .fetch_all(db).await?;\n    Ok(rows.iter().filter(|row| row.later > 0).count())"
        ),
        Kind::Optional => {
            row(&format!("{select} WHERE (?1 IS NULL OR age >= ?1) AND created > {number}"), "age", "fetch_all")
        }
    }
}

fn row(text: &str, params: &str, fetch: &str) -> String {
    format!("    sqlx::query_as!(Row, \"{text}\", {params}).{fetch}(db).await")
}

fn changes(text: &str, params: &str) -> String {
    format!("    Ok(sqlx::query!(\"{text}\", {params}).execute(db).await?.rows_affected())")
}
