//! `cargo xtask differ`: random queries on every store that can be had, in a build that is quick enough for many of them.

use crate::run::{Outcome, cargo, run};
use crate::servers::{Session, When};

/// Brings the servers up that every test run has, and runs the program of `differ/`.
pub(crate) fn differ(words: &[String]) -> Outcome {
    let session = Session::begin(|server| server.when == When::Always)?;
    run(cargo()
        .args(["run", "--quiet", "--profile", "differ", "--package", "querent-differ", "--"])
        .args(words)
        .env("QUERENT_TEST_ONLY_NAMED", "yes")
        .envs(session.variables.iter().cloned()))
}
