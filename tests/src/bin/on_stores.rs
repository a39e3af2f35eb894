//! `on_stores PROGRAM`: a program that takes a URL → its run on each store that can be had, and what differs in what it prints.

use querent_tests::stores;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let program = std::env::args().nth(1).unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut expected: Option<String> = None;
    let mut failed = false;
    // A driver of one's own is known to the program that registers it.
    for store in stores::here().filter(|store| !matches!(store.make, stores::Make::Path("threaded"))) {
        let place = runtime.block_on(store.fresh());
        let output = Command::new(&program).arg(&place.url).output();
        runtime.block_on(place.remove());
        let printed = match output {
            Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
            Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
            Err(error) => error.to_string(),
        };
        let expected = expected.get_or_insert_with(|| printed.clone());
        let same = printed == *expected;
        failed |= !same;
        let says = if same { "the same".to_owned() } else { format!("something else:\n{printed}") };
        println!("  on {}: {} lines, {says}", store.name, printed.lines().count());
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
