//! `cargo xtask`: the tasks of this repository, from a command line to the programs that carry them out.

mod bench;
mod cold;
mod compile;
mod cost;
mod differ;
mod examples;
mod features;
mod ide;
mod run;
mod servers;
mod soak;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask TASK

  test       everything that is tested: unit tests, cases, ui-tests, behaviours, walls, a crate outside the workspace
             --embedded: without servers; --full: with more of them; --require all|NAME: fails when a server cannot be had
  servers    up | down | status: database servers for the tests, private to this checkout
  soak       transfers of money under load, while connections are cut: the sum stays, none is lost, none is there twice; on each store in turn
             --seconds 30, --tasks 32, --embedded: without servers; names of further servers, such as galera, which loses a node
  differ     random queries whose answers must be the same on every store; `--seconds N`, `--seed N` and more, see `differ --help`
  tidy       the walls of ARCHITECTURE.md only
  examples   runs every example and checks that each ends well
  features   the runtime crate by each store alone, without warnings, and the store in memory for wasm
  ide        completion, hover and definitions in queries, by a real rust-analyzer; `ide 'query!(users.find where $0)'` shows one
             position, `ide stale` measures an edit of schema.sql
  bench      the speed of querent on SQLite beside hand-written code, as ratios; further words go to the benchmark
  bench files | servers    the same for the file store; for PostgreSQL and MariaDB
  bench compile   what a query costs rustc, beside peers; further words are names of those to measure
  cold       how long a new user's crate takes to check from nothing, beside one with rusqlite alone";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let task = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let outcome = match task.as_str() {
        "test" => test::test(&rest),
        "differ" => differ::differ(&rest),
        "servers" => servers::servers(&rest),
        "soak" => soak::soak(&rest),
        "tidy" => tidy::tidy(),
        "examples" => examples::examples(),
        "features" => features::features(),
        "bench" if rest.first().is_some_and(|word| word == "compile") => compile::compile(&rest[1..]),
        "ide" => ide::ide(&rest),
        "bench" => bench::bench(&rest),
        "cold" => cold::cold(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
