//! `cargo xtask examples`: every example runs to a good end and prints something, and one of them prints the same on each store that can be had.

use crate::run::{Outcome, cargo, output, root, run, target};

/// Runs each example, and fails at the first that fails or says nothing.
pub(crate) fn examples() -> Outcome {
    let mut names = names()?;
    names.sort();
    for name in names {
        let printed = output(cargo().args(["run", "--quiet", "--example", &name]))?;
        if printed.trim().is_empty() {
            return Err(format!("example `{name}` printed nothing"));
        }
        println!("example {name}: {} lines", printed.lines().count());
    }
    anywhere()
}

/// Runs the example that takes a URL on every store.
fn anywhere() -> Outcome {
    run(cargo().args([
        "build",
        "--quiet",
        "--package",
        "querent-examples",
        "--example",
        "anywhere",
        "--features",
        "servers",
    ]))?;
    let program = target().join("debug/examples/anywhere");
    run(cargo().args(["run", "--quiet", "--package", "querent-tests", "--bin", "on_stores", "--"]).arg(program))
}

/// The examples of the package; its tests are run by `cargo test`.
fn names() -> Result<Vec<String>, String> {
    let manifest = root().join("examples").join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let sections = text.split("[[example]]").skip(1);
    let name = |section: &str| {
        section.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"').map(str::to_owned))
    };
    Ok(sections.filter_map(name).collect())
}
