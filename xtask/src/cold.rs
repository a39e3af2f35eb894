//! `cargo xtask cold`: a new user's crate, checked from nothing → what that costs, beside a crate that depends on rusqlite alone.

use crate::cost::{Cost, timed};
use crate::run::{Outcome, cargo, output, root};
use std::path::Path;

/// How often both are measured, in turns; the least counts.
const ROUNDS: usize = 3;

/// Ten tables of the kind that a first program has.
const SCHEMA: &str = include_str!("newcomer.sql");

/// The crate of a first program: default features and the tables above.
const NEWCOMER: &str = "\
querent::schema!();
use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect(\"sqlite::memory:\").await?;
    db.sync(&SCHEMA).await?;
    let adults: Vec<users::Row> = query!(users.find where age >= 18).run(&db).await?;
    println!(\"{adults:?}\");
    Ok(())
}
";

/// What no program with an embedded SQLite comes below.
const RUSQLITE: &str = "fn main() -> rusqlite::Result<()> {\n    rusqlite::Connection::open_in_memory().map(drop)\n}\n";

/// Checks both crates from nothing, in turns, and prints the least of each.
pub(crate) fn cold() -> Outcome {
    let folder = std::env::temp_dir().join(format!("querent-cold-{}", std::process::id()));
    let crates = [folder.join("newcomer"), folder.join("rusqlite-alone")];
    let runtime = root().join("runtime");
    let newcomer = format!(
        "querent = {{ path = {runtime:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    let rusqlite = "rusqlite = { version = \"0.41\", features = [\"bundled\"] }\n";
    let written =
        write_crate(&crates[0], &newcomer, NEWCOMER).and_then(|()| write_crate(&crates[1], rusqlite, RUSQLITE));
    written.map_err(|error| format!("{}: {error}", folder.display()))?;
    let costs = measure(&crates);
    let _ = std::fs::remove_dir_all(&folder);
    let [newcomer, rusqlite] = costs?;
    let line =
        |what: &str, cost: Cost| println!("{what}: {:.1} s by the clock, {:.1} s of all cores", cost.wall, cost.cpu);
    line("cold `cargo check` of a new crate", newcomer);
    line("of a crate with rusqlite alone", rusqlite);
    Ok(())
}

fn measure(crates: &[std::path::PathBuf; 2]) -> Result<[Cost; 2], String> {
    let mut costs = [Cost::WORST; 2];
    crates.iter().try_for_each(|folder| output(cargo().current_dir(folder).args(["fetch", "--quiet"])).map(drop))?;
    for _ in 0..ROUNDS {
        for (folder, cost) in crates.iter().zip(&mut costs) {
            let _ = std::fs::remove_dir_all(folder.join("target"));
            let mut check = cargo();
            check.current_dir(folder).env_remove("CARGO_TARGET_DIR").args(["check", "--quiet", "--offline"]);
            *cost = cost.least(timed(&mut check)?);
        }
    }
    Ok(costs)
}

fn write_crate(folder: &Path, dependencies: &str, main: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(folder.join("schema.sql"), SCHEMA)?;
    std::fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"newcomer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n[workspace]\n"
        ),
    )?;
    std::fs::write(folder.join("src/main.rs"), main)
}
