//! `cargo xtask bench` and `cargo xtask cold`: how fast querent is beside its peers, and how fast it compiles.

use crate::run::{Outcome, cargo, output, root, run};
use std::path::Path;
use std::time::Instant;

/// Runs the benchmarks of `benches/` in release; further words go to them.
pub(crate) fn bench(words: &[String]) -> Outcome {
    let mut command = cargo();
    command
        .current_dir(root().join("benches"))
        .args(["run", "--release", "--quiet", "--bin", "sqlite", "--"])
        .args(words);
    run(&mut command)
}

/// A new user's crate with default features, checked from nothing: the median of three, in seconds.
pub(crate) fn cold() -> Outcome {
    let folder = std::env::temp_dir().join(format!("querent-cold-{}", std::process::id()));
    write_crate(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    output(cargo().current_dir(&folder).args(["fetch", "--quiet"]))?;
    let mut seconds = Vec::new();
    for _ in 0..3 {
        let _ = std::fs::remove_dir_all(folder.join("target"));
        let start = Instant::now();
        output(cargo().current_dir(&folder).env_remove("CARGO_TARGET_DIR").args(["check", "--quiet", "--offline"]))?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let _ = std::fs::remove_dir_all(&folder);
    seconds.sort_by(f64::total_cmp);
    println!("cold `cargo check` of a new crate: {:.1} s (of {seconds:.1?})", seconds[1]);
    Ok(())
}

/// Ten tables of the kind that a first program has.
const SCHEMA: &str = include_str!("newcomer.sql");

fn write_crate(folder: &Path) -> std::io::Result<()> {
    let runtime = root().join("runtime");
    std::fs::create_dir_all(folder.join("src"))?;
    std::fs::write(folder.join("schema.sql"), SCHEMA)?;
    std::fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"newcomer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             querent = {{ path = {:?} }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n[workspace]\n",
            runtime
        ),
    )?;
    std::fs::write(
        folder.join("src/main.rs"),
        "querent::schema!();\nuse querent::{Database, query};\n\n#[tokio::main]\nasync fn main() -> querent::Result<()> {\n    \
         let db = Database::connect(\"sqlite::memory:\").await?;\n    db.sync(&SCHEMA).await?;\n    \
         let adults: Vec<users::Row> = query!(users.find where age >= 18).run(&db).await?;\n    \
         println!(\"{adults:?}\");\n    Ok(())\n}\n",
    )
}
