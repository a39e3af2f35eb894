//! `cargo xtask test`: all tests of the repository, on every store that can be had, in the order in which a failure is cheapest to see.

use crate::run::{Outcome, cargo, run};
use crate::servers::{SERVERS, Server, Session, When};
use crate::tidy;

/// What the command line asks for.
#[derive(Debug, Default, PartialEq)]
struct Wishes {
    embedded: bool,
    full: bool,
    /// Names of servers without which the run fails; `all` is each that it would bring up.
    required: Vec<String>,
    /// Words for each `cargo test`.
    rest: Vec<String>,
}

impl Wishes {
    fn read(words: &[String]) -> Result<Wishes, String> {
        let mut wishes = Wishes::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--embedded" => wishes.embedded = true,
                "--full" => wishes.full = true,
                "--require" => {
                    let names =
                        words.next().ok_or("`--require` needs `all` or names of servers, with commas between")?;
                    wishes.required.extend(names.split(',').map(str::to_owned));
                }
                _ => wishes.rest.push(word.clone()),
            }
        }
        let known = |name: &str| name == "all" || SERVERS.iter().any(|server| server.name == name);
        match wishes.required.iter().find(|name| !known(name)) {
            Some(name) => {
                Err(format!("`--require {name}`: there is no such server; `cargo xtask servers status` names all"))
            }
            None if wishes.embedded && !wishes.required.is_empty() => {
                Err("`--embedded` runs without servers, so it can require none".to_owned())
            }
            None => Ok(wishes),
        }
    }

    fn wants(&self, server: &Server) -> bool {
        let by_run = server.when == When::Always || self.full && server.when == When::Full;
        !self.embedded && (by_run || self.required.iter().any(|name| name == server.name))
    }

    fn requires(&self, server: &Server) -> bool {
        self.required.iter().any(|name| name == "all" || name == server.name)
    }
}

/// Runs all tests, those that read and write rows in an optimised build too.
pub(crate) fn test(words: &[String]) -> Outcome {
    let wishes = Wishes::read(words)?;
    tidy::tidy()?;
    let session = Session::begin(|server| wishes.wants(server))?;
    require(&wishes, &session)?;
    let mut plain = cargo();
    // Servers that `servers up` left running are not meant when this run did not choose them.
    plain.env("QUERENT_TEST_ONLY_NAMED", "yes");
    if wishes.embedded {
        SERVERS.iter().flat_map(|server| server.variables).for_each(|name| _ = plain.env_remove(name));
    }
    plain.envs(session.variables.iter().cloned());
    run(plain.args(["test", "--workspace", "--all-features", "--quiet"]).args(&wishes.rest))?;
    // What is inlined and reordered there has been wrong before where the plain build was right. Servers add nothing to that.
    run(cargo()
        .args(["test", "--release", "--package", "querent-tests", "--package", "querent", "--quiet", "--tests"])
        .args(["--no-default-features", "--features", "querent/default"])
        .args(&wishes.rest))?;
    println!("\n{}", closing(&wishes, &session));
    Ok(())
}

fn require(wishes: &Wishes, session: &Session) -> Outcome {
    let missing = session.missing.iter().filter(|(server, _)| wishes.requires(server));
    let lines: Vec<String> = missing.map(|(server, why)| not_to_be_had(server, why)).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join("\n")) }
}

fn not_to_be_had(server: &Server, why: &str) -> String {
    format!("not run on {}: {why}; {} can point to one", server.title, server.variables.join(", "))
}

/// What was run on and what was not, which is the last thing that the run says.
fn closing(wishes: &Wishes, session: &Session) -> String {
    let was_missing = |server: &Server| session.missing.iter().any(|(missing, _)| missing.name == server.name);
    let run_on =
        SERVERS.iter().filter(|server| wishes.wants(server) && !was_missing(server)).map(|server| server.title);
    let stores: Vec<&str> = ["the embedded stores"].into_iter().chain(run_on).collect();
    let mut lines = vec![format!("run on {}", stores.join(", "))];
    lines.extend(session.missing.iter().map(|(server, why)| not_to_be_had(server, why)));
    let left_out: Vec<&str> =
        SERVERS.iter().filter(|server| !wishes.wants(server)).map(|server| server.title).collect();
    if !left_out.is_empty() {
        let how = if wishes.embedded { "without `--embedded`" } else { "with `--full`" };
        lines.push(format!("not asked for: {} ({how})", left_out.join(", ")));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Wishes, String> {
        Wishes::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn words_that_are_not_its_own_go_to_cargo() {
        let wishes = read("--full writing --require mysql,galera -- --nocapture").unwrap();
        assert_eq!(wishes.rest, ["writing", "--", "--nocapture"]);
        assert!(wishes.full && !wishes.embedded);
        assert_eq!(wishes.required, ["mysql", "galera"]);
    }

    #[test]
    fn a_run_without_servers_wants_none_and_a_required_one_is_wanted() {
        assert!(SERVERS.iter().all(|server| !read("--embedded").unwrap().wants(server)));
        let galera = SERVERS.iter().find(|server| server.name == "galera").unwrap();
        assert!(!read("").unwrap().wants(galera) && !read("--require all").unwrap().wants(galera));
        assert!(read("--full").unwrap().wants(galera) && read("--require galera").unwrap().wants(galera));
        assert!(read("--require all").unwrap().requires(galera) && !read("").unwrap().requires(galera));
        assert!(read("--require").unwrap_err().contains("`all`"));
        assert!(read("--require oracle").unwrap_err().contains("oracle"));
        assert!(read("--embedded --require all").is_err());
    }
}
