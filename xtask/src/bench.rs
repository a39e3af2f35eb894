//! `cargo xtask bench`: how fast querent is beside its peers.

use crate::run::{Outcome, cargo, root, run};

/// Runs the benchmarks of `benches/` in release; further words go to them.
pub(crate) fn bench(words: &[String]) -> Outcome {
    let mut command = cargo();
    command
        .current_dir(root().join("benches"))
        .args(["run", "--release", "--quiet", "--bin", "sqlite", "--"])
        .args(words);
    run(&mut command)
}
