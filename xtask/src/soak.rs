//! `cargo xtask soak`: transfers under load and faults on each store, one after the other, and the numbers of each.

use crate::run::{Outcome, cargo, output};
use crate::servers::{self, SERVERS, Session, When};
use std::process::Child;
use std::time::Duration;

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Wishes {
    seconds: u64,
    tasks: u64,
    embedded: bool,
    /// Servers beside those of an ordinary test run.
    names: Vec<String>,
}

impl Wishes {
    fn read(words: &[String]) -> Result<Wishes, String> {
        let mut wishes = Wishes { seconds: 30, tasks: 32, embedded: false, names: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number =
                || words.next().and_then(|word| word.parse().ok()).ok_or(format!("`{word}` needs a number"));
            match word.as_str() {
                "--seconds" => wishes.seconds = number()?,
                "--tasks" => wishes.tasks = number()?,
                "--embedded" => wishes.embedded = true,
                name if SERVERS.iter().any(|server| server.name == name) => wishes.names.push(name.to_owned()),
                name => return Err(format!("there is no server `{name}`; `cargo xtask servers status` names all")),
            }
        }
        Ok(wishes)
    }
}

/// A cluster loses a node half-way.
const CLUSTERS: &[(&str, &str)] = &[("MariaDB Galera", "galera")];

/// Runs the load on each store that can be had.
pub(crate) fn soak(words: &[String]) -> Outcome {
    let wishes = Wishes::read(words)?;
    let session = Session::begin(|server| {
        !wishes.embedded && (server.when == When::Always || wishes.names.iter().any(|name| name == server.name))
    })?;
    for (server, why) in &session.missing {
        println!("not run on {}: {why}", server.title);
    }
    let program = || {
        let mut command = cargo();
        command.args(["run", "--quiet", "--package", "querent-tests", "--bin", "soak", "--"]);
        command.env("QUERENT_TEST_ONLY_NAMED", "yes").envs(session.variables.iter().cloned());
        if wishes.embedded {
            SERVERS.iter().flat_map(|server| server.variables).for_each(|name| _ = command.env_remove(name));
        }
        command
    };
    let mut failed = Vec::new();
    for store in output(program().arg("--stores"))?.lines() {
        let (seconds, tasks) = (wishes.seconds.to_string(), wishes.tasks.to_string());
        let mut command = program();
        command.args([store, "--seconds", &seconds, "--tasks", &tasks]);
        let mut child = command.spawn().map_err(|error| format!("cargo: {error}"))?;
        if let Some((_, server)) = CLUSTERS.iter().find(|(name, _)| *name == store) {
            lose_a_node(&mut child, server, Duration::from_secs(wishes.seconds) / 2)?;
        }
        if !child.wait().is_ok_and(|status| status.success()) {
            failed.push(store.to_owned());
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("it does not hold on {}", failed.join(", "))) }
}

/// Kills the node that is written to, unless the run has ended before.
fn lose_a_node(child: &mut Child, server: &str, after: Duration) -> Outcome {
    std::thread::sleep(after);
    if child.try_wait().is_ok_and(|ended| ended.is_none()) {
        println!("a node of {server} is killed: {}", servers::kill_a_node(server)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read() {
        let read = |line: &str| Wishes::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let names = vec!["galera".to_owned()];
        let expected = Wishes { seconds: 5, tasks: 8, embedded: false, names };
        assert_eq!(read("--seconds 5 galera --tasks 8"), Ok(expected));
        assert!(read("--seconds x").unwrap_err().contains("number"));
        assert!(read("oracle").unwrap_err().contains("oracle"));
    }
}
