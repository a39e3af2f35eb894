//! `cargo xtask features`: the runtime crate by each store alone, with and without each kind of value → no warning; and the store in memory for wasm.

use crate::run::{Outcome, cargo, output, run};
use std::path::Path;
use std::process::{Command, Stdio};

const STORES: [&str; 4] = ["sqlite", "file", "postgres", "mysql"];
const VALUES: [&str; 4] = ["time", "uuid", "json", "decimal"];
/// A browser's: no files, no threads, no clock.
const WASM: &str = "wasm32-unknown-unknown";

/// Checks them all.
pub(crate) fn features() -> Outcome {
    for features in combinations() {
        let mut clippy = cargo();
        clippy.args(["clippy", "--quiet", "--package", "querent", "--no-default-features", "--features", &features]);
        run(clippy.args(["--", "--deny", "warnings"]))?;
    }
    if !has_wasm()? {
        println!("\nnot checked for {WASM}: the target cannot be had; `rustup target add {WASM}` installs it");
        return Ok(());
    }
    let mut check = cargo();
    check.args(["check", "--quiet", "--package", "querent", "--no-default-features", "--features", "file"]);
    run(check.args(["--target", WASM]))
}

/// No store, each store alone, and each with one kind of value: what is missing shows without the others.
fn combinations() -> Vec<String> {
    let of = |store: &str| {
        let with = |value: &&str| format!("{store},{value}");
        [store.to_owned()].into_iter().chain(VALUES.iter().map(with)).collect::<Vec<_>>()
    };
    [String::new()].into_iter().chain(STORES.into_iter().flat_map(of)).collect()
}

/// Whether the target is there, or can be installed.
fn has_wasm() -> Result<bool, String> {
    let libraries = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    let is_there = || Path::new(libraries.trim()).exists();
    if !is_there() {
        let _ = Command::new("rustup").args(["target", "add", WASM]).stderr(Stdio::null()).status();
    }
    Ok(is_there())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_store_is_checked_alone_and_with_each_kind_of_value() {
        let all = combinations();
        assert_eq!(all.len(), 1 + 4 * 5);
        assert!(["", "file", "postgres,uuid", "mysql,decimal"].iter().all(|one| all.iter().any(|known| known == one)));
    }
}
