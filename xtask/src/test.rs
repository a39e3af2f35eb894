//! `cargo xtask test`: all tests of the repository, in the order in which a failure is cheapest to see.

use crate::run::{Outcome, cargo, run};
use crate::tidy;

/// Runs all tests; further words go to `cargo test`.
pub(crate) fn test(words: &[String]) -> Outcome {
    tidy::tidy()?;
    run(cargo().args(["test", "--workspace", "--all-features", "--quiet"]).args(words))
}
