//! A crate outside the workspace with a schema.sql of its own: it compiles, runs, and is rebuilt when schema.sql changes.

use std::path::Path;
use std::process::{Command, Output};

const MANIFEST: &str = r#"[package]
name = "stranger"
version = "0.1.0"
edition = "2024"

[dependencies]
querent = { path = QUERENT }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[profile.dev]
debug = "line-tables-only"

[workspace]
"#;

const SCHEMA: &str =
    "CREATE TABLE cities (\n    id INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n    people INTEGER NOT NULL\n);\n";

const MAIN: &str = r#"querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    query!(cities.insert { name: "Bern", people: 134_000 }).run(&db).await?;
    query!(cities.insert { name: "Chur", people: 38_000 }).run(&db).await?;
    let large = query!(cities.find where people >= 100_000).run(&db).await?;
    println!("{} {}", large.len(), large[0].name);
    Ok(())
}
"#;

fn cargo(folder: &Path, word: &str) -> Output {
    // The target folder of the workspace holds the dependencies already, built with the same flags.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger");
    Command::new(env!("CARGO"))
        .args([word, "--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_crate_outside_the_workspace_compiles_runs_and_follows_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::create_dir(at.join("src")).unwrap();
    std::fs::write(at.join("Cargo.toml"), MANIFEST.replace("QUERENT", &format!("{:?}", root.join("runtime")))).unwrap();
    std::fs::copy(root.join("Cargo.lock"), at.join("Cargo.lock")).unwrap();
    std::fs::write(at.join("src/main.rs"), MAIN).unwrap();

    let missing = cargo(at, "check");
    assert!(!missing.status.success());
    assert!(
        text(&missing).contains("schema.sql") && text(&missing).contains(&at.display().to_string()),
        "{}",
        text(&missing)
    );

    std::fs::write(at.join("schema.sql"), SCHEMA).unwrap();
    let ran = cargo(at, "run");
    assert!(ran.status.success(), "{}", text(&ran));
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "1 Bern\n");

    std::fs::write(at.join("schema.sql"), SCHEMA.replace("people ", "inhabitants ")).unwrap();
    let renamed = cargo(at, "check");
    assert!(!renamed.status.success(), "an edit of schema.sql rebuilds the crate");
    assert!(text(&renamed).contains("table `cities` has no column `people`"), "{}", text(&renamed));
}
