//! `cargo xtask differ`: a command line → a run of random queries, its report, and failure when stores differ.

use querent_differ::{Wishes, run};
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "\
cargo xtask differ [--seconds N] [--queries N] [--seed N] [--first N] [--findings N] [--stores NAME,NAME]

  --seconds    ends after so many seconds (60)
  --queries    ends after so many queries on each store
  --seed       repeats a run (drawn by default, and printed)
  --first      begins with this batch of the seed: that of a finding
  --findings   ends after so many differences (1)
  --stores     parts of the names of the stores to run on beside SQLite (all that can be had)";

fn main() -> ExitCode {
    let outcome = wishes(std::env::args().skip(1)).and_then(|wishes| run(&wishes));
    match outcome {
        Ok(report) => {
            println!("{report}");
            if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn wishes(mut words: impl Iterator<Item = String>) -> Result<Wishes, String> {
    let mut wishes = Wishes::default();
    while let Some(word) = words.next() {
        let value = words.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| format!("`{word} {value}` is no number\n\n{USAGE}"));
        match word.as_str() {
            "--seconds" => wishes.time = Duration::from_secs(number()?),
            "--queries" => {
                wishes.queries = number()? as usize;
                wishes.time = Duration::MAX;
            }
            "--seed" => wishes.seed = number()?,
            "--first" => wishes.first = number()?,
            "--findings" => wishes.findings = number()? as usize,
            "--stores" => wishes.stores = value.split(',').map(str::to_owned).collect(),
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(wishes)
}
