//! A machine → its rust-analyzer: the one that is named, that of the toolchain, or one that is built from crates.io.

use crate::run::{Outcome, root, run};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names the program to be tested.
const VARIABLE: &str = "QUERENT_RUST_ANALYZER";

/// The rust-analyzer on crates.io that goes with the Rust of this repository.
const VERSION: &str = "0.0.330";

/// The program, which is installed or built when there is none. That takes half a minute, or half an hour.
pub(super) fn server() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let of_toolchain = PathBuf::from("rust-analyzer");
    let built = root().join("target/ide/tools/bin/rust-analyzer");
    for program in [&of_toolchain, &built] {
        if runs(program) {
            return Ok(program.clone());
        }
    }
    let added = run(Command::new("rustup").args(["component", "add", "rust-analyzer", "rust-src"]));
    if added.is_ok() && runs(&of_toolchain) {
        return Ok(of_toolchain);
    }
    build()?;
    Ok(built)
}

fn runs(program: &Path) -> bool {
    let version = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

fn build() -> Outcome {
    let tools = root().join("target/ide/tools");
    let mut cargo = crate::run::cargo();
    // The macro server uses what the standard library keeps for its own tools.
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    cargo.args(["install", "ra_ap_rust-analyzer", "--locked", "--version", VERSION, "--root"]).arg(tools);
    run(&mut cargo)
}
