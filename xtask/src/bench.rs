//! `cargo xtask bench`: how fast querent is beside its peers.

use crate::run::{Outcome, cargo, root, run};
use crate::servers::Session;

/// Servers that are measured.
const MEASURED: [&str; 2] = ["postgres", "mariadb"];

/// Runs the benchmarks of `benches/` in release: those of SQLite, or with the word `files` those of the file store, with `servers` those of
/// PostgreSQL and MariaDB, which are brought up where none is named; further words go to them: a part of a name, `--multi-thread`, and for
/// servers `--one-core`, `--free` and `--once ours|theirs TIMES NAME`.
pub(crate) fn bench(words: &[String]) -> Outcome {
    match words.split_first() {
        Some((first, rest)) if first == "files" => release("files", &[], rest, &[]),
        Some((first, rest)) if first == "servers" => {
            let session = Session::begin(|server| MEASURED.contains(&server.name))?;
            release("servers", &["--features", "servers"], rest, &session.variables)
        }
        _ => release("sqlite", &[], words, &[]),
    }
}

fn release(program: &str, features: &[&str], words: &[String], variables: &[(String, String)]) -> Outcome {
    let mut command = cargo();
    command
        .current_dir(root().join("benches"))
        .args(["run", "--release", "--quiet", "--bin", program])
        .args(features)
        .arg("--")
        .args(words)
        .envs(variables.iter().cloned());
    run(&mut command)
}
