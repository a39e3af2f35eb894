//! `cargo xtask bench`: how fast querent is beside its peers.

use crate::run::{Outcome, cargo, root, run};

/// Runs the benchmarks of `benches/` in release: those of SQLite, or with the word `files` those of the file store; further words go to them.
pub(crate) fn bench(words: &[String]) -> Outcome {
    let (program, words) = match words {
        [first, rest @ ..] if first == "files" => ("files", rest),
        words => ("sqlite", words),
    };
    let mut command = cargo();
    command
        .current_dir(root().join("benches"))
        .args(["run", "--release", "--quiet", "--bin", program, "--"])
        .args(words);
    run(&mut command)
}
