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

fn names() -> Result<Vec<String>, String> {
    let folder = root().join("examples");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        (path.extension()? == "rs").then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))?
    });
    // The package of the examples has a library, which says what they are.
    Ok(names.filter(|name| name != "lib").collect())
}
