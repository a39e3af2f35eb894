//! `cargo xtask test`: all tests of the repository, in the order in which a failure is cheapest to see.

use crate::run::{Outcome, cargo, run};
use crate::tidy;

/// Runs all tests, those that read and write rows in an optimised build too; further words go to each `cargo test`.
pub(crate) fn test(words: &[String]) -> Outcome {
    tidy::tidy()?;
    run(cargo().args(["test", "--workspace", "--all-features", "--quiet"]).args(words))?;
    // What is inlined and reordered there has been wrong before where the plain build was right.
    run(cargo()
        .args(["test", "--release", "--package", "querent-tests", "--package", "querent", "--quiet", "--tests"])
        .args(words))
}
