//! `soak NAME --seconds N --tasks N`: a store of the table of stores → the numbers of a long run on it, or what went wrong. `soak --stores` names those that
//! can be had.

use querent_tests::soak::{self, Load};
use querent_tests::stores::{self, Store};
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, unless: u64| {
        let value = words.iter().skip_while(|word| *word != name).nth(1);
        value.and_then(|value| value.parse().ok()).unwrap_or(unless)
    };
    let time = Duration::from_secs(number("--seconds", 30));
    let load = Load { time, tasks: number("--tasks", 32) as usize, cluster: true };
    if words.first().is_some_and(|word| word == "--stores") {
        stores::here().for_each(|store| println!("{}", store.name));
        return ExitCode::SUCCESS;
    }
    let name = words.first().map(String::as_str).unwrap_or_default();
    let Some(store) = stores::here().find(|store| store.name == name) else {
        eprintln!("there is no store `{name}` here");
        return ExitCode::FAILURE;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    match runtime.block_on(run(store, load)) {
        Ok(line) => {
            println!("{name}: {line}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{name}: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(store: &Store, load: Load) -> Result<String, String> {
    let place = store.fresh().await;
    let outcome = soak::soak(&place, load).await;
    place.remove().await;
    outcome.map(|report| report.to_string())
}
