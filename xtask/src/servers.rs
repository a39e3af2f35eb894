//! `cargo xtask servers`: names of database servers → servers that run, private to this checkout, and the variables that lead tests to them.

mod catalog;
mod mariadb;
mod mysql;
mod packages;
mod place;
mod postgres;
mod probe;
mod process;

pub(crate) use catalog::{SERVERS, Server, When};

use crate::run::{Outcome, root};
use place::{Home, at};
use process::{Process, Running};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const USAGE: &str = "\
cargo xtask servers up [NAME…]       starts servers, or uses those that run; without a name those of an ordinary test run
cargo xtask servers down [NAME…]     stops what was started here
cargo xtask servers status           what runs, and the variables that lead to it";

/// Carries out one command of `cargo xtask servers`.
pub(crate) fn servers(words: &[String]) -> Outcome {
    let home = Home::find()?;
    let names = words.get(1..).unwrap_or_default();
    let named: Vec<&Server> = names.iter().map(|name| catalog::find(name)).collect::<Result<_, _>>()?;
    match words.first().map(String::as_str) {
        Some("up") => up(&home, &named),
        Some("down") => down(&home, &named),
        Some("status") if names.is_empty() => status(&home),
        _ => Err(USAGE.to_owned()),
    }
}

fn up(home: &Home, named: &[&Server]) -> Outcome {
    let is_wanted = |server: &Server| match named {
        [] => server.when == When::Always,
        named => named.iter().any(|it| it.name == server.name || it.needs == Some(server.name)),
    };
    let wanted: Vec<&Server> = SERVERS.iter().filter(|server| is_wanted(server)).collect();
    let mut failed = Vec::new();
    for (server, found) in bring_up(home, &wanted, Kept::Yes) {
        match found {
            Ok(found) => println!("{server} in {} ms{}", found.took.as_millis(), shown(&found.running)),
            Err(why) => failed.push(format!("{server} is not to be had: {why}", server = server.title)),
        }
    }
    write_variables(home)?;
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn down(home: &Home, named: &[&Server]) -> Outcome {
    // What stands on another server ends before it.
    for server in
        SERVERS.iter().rev().filter(|server| named.is_empty() || named.iter().any(|it| it.name == server.name))
    {
        if stop(home, server)? {
            println!("{server} stopped");
        }
    }
    write_variables(home)
}

fn status(home: &Home) -> Outcome {
    for server in SERVERS {
        let folder = home.run(server.name);
        match (Running::read(&folder), Running::recorded(&folder)) {
            (Some(running), _) => println!("{server}{}", shown(&running)),
            (None, Some(_)) => println!("{server} has died; its log is in {}", folder.display()),
            (None, None) => println!("{server} is not started"),
        }
    }
    Ok(())
}

fn shown(running: &Running) -> String {
    let memory: u64 = running.processes.iter().filter_map(Process::memory).sum();
    let how = if running.processes.is_empty() { " ran before".to_owned() } else { format!(" with {memory} MiB") };
    running.urls.iter().fold(how, |text, (name, url)| format!("{text}\n  {name}={url}"))
}

impl std::fmt::Display for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} ({})", self.title, self.name)
    }
}

/// Whether a server stays when the test run ends that started it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kept {
    /// Until `servers down`.
    Yes,
    /// Until the last test run of this checkout ends.
    No,
}

/// A server that runs, and how long that took.
pub(crate) struct Found {
    pub(crate) running: Running,
    pub(crate) took: Duration,
}

/// Brings servers up, all at once, and gives each or why it cannot be had.
fn bring_up<'a>(home: &Home, wanted: &[&'a Server], kept: Kept) -> Vec<(&'a Server, Result<Found, String>)> {
    std::thread::scope(|scope| {
        let started: Vec<_> = wanted
            .iter()
            .map(|&server| {
                let begin = Instant::now();
                let thread = scope
                    .spawn(move || ensure(home, server, kept).map(|running| Found { running, took: begin.elapsed() }));
                (server, thread)
            })
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Found, String>>| {
            thread.join().unwrap_or_else(|_| Err("starting it panicked".to_owned()))
        };
        started.into_iter().map(|(server, thread)| (server, join(thread))).collect()
    })
}

/// Gives the server that runs, or starts it.
fn ensure(home: &Home, server: &Server, kept: Kept) -> Result<Running, String> {
    let folder = home.run(server.name);
    let _lock = home.lock(&folder)?;
    let mut running = match Running::read(&folder) {
        // One that ran before may have ended since.
        Some(running) if !running.processes.is_empty() => running,
        _ => {
            end(&folder);
            (server.start)(home, server).inspect_err(|_| _ = end(&folder))?
        }
    };
    running.kept |= kept == Kept::Yes;
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    running.record(&folder)?;
    Ok(running)
}

/// Stops a server that was started here and forgets it; whether there was one.
fn stop(home: &Home, server: &Server) -> Result<bool, String> {
    let folder = home.run(server.name);
    let _lock = home.lock(&folder)?;
    Ok(end(&folder))
}

/// Kills the first node of a cluster that was started here, without a word to it, and says where that was.
pub(crate) fn kill_a_node(name: &str) -> Result<String, String> {
    let running = Running::read(&Home::find()?.run(name)).ok_or_else(|| format!("no {name} was started here"))?;
    let node = running.processes.first().ok_or_else(|| format!("{name} was not started here"))?;
    node.stop();
    Ok(running.urls.first().map(|(_, url)| url.clone()).unwrap_or_default())
}

/// Ends what the state file of a folder names, and removes the folder.
fn end(folder: &Path) -> bool {
    let recorded = Running::recorded(folder);
    for process in recorded.iter().flat_map(|running| &running.processes) {
        process.stop();
    }
    fs::remove_dir_all(folder).ok();
    recorded.is_some_and(|running| !running.processes.is_empty())
}

/// Records a server as soon as its processes run, so that it is found and stopped whatever happens next.
fn started(server: &Server, folder: &Path, processes: Vec<Process>, urls: &[String]) -> Result<Running, String> {
    let running = Running { processes, urls: server.urls(urls), kept: false };
    running.record(folder)?;
    Ok(running)
}

/// Waits until a server answers, at most a minute.
fn ready(server: &Server, process: &Process, folder: &Path, answers: impl Fn() -> bool) -> Result<(), String> {
    wait(process, answers).map_err(|why| {
        process.stop();
        format!("{} {why}\n{}", server.title, last_lines(folder))
    })
}

fn wait(process: &Process, answers: impl Fn() -> bool) -> Result<(), &'static str> {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(60) {
        if answers() {
            return Ok(());
        }
        if !process.lives() {
            return Err("ended while it started");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("did not answer within 60 s")
}

fn last_lines(folder: &Path) -> String {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// Where tests that are run without `cargo xtask test` find the variables of servers that were brought up to stay.
fn variables_file() -> PathBuf {
    root().join("target").join("servers.env")
}

fn write_variables(home: &Home) -> Outcome {
    let kept = SERVERS.iter().filter_map(|server| Running::read(&home.run(server.name))).filter(|running| running.kept);
    let text: String = kept.flat_map(|running| running.urls).map(|(name, url)| format!("{name}={url}\n")).collect();
    let path = variables_file();
    if text.is_empty() {
        fs::remove_file(&path).ok();
        return Ok(());
    }
    fs::create_dir_all(root().join("target")).and_then(|()| fs::write(&path, text)).map_err(at(&path))
}

/// The servers of one test run. Dropped, it stops those that it or a killed run started, unless another run uses them.
pub(crate) struct Session {
    home: Home,
    in_use: fs::File,
    /// Variables for the tests.
    pub(crate) variables: Vec<(String, String)>,
    /// Servers that could not be had, each with the reason.
    pub(crate) missing: Vec<(&'static Server, String)>,
}

impl Session {
    /// Brings up the servers that `wanted` chooses, but for those that the environment names.
    pub(crate) fn begin(wanted: impl Fn(&Server) -> bool) -> Result<Session, String> {
        let home = Home::find()?;
        let in_use = home.in_use()?;
        in_use.lock_shared().map_err(|error| error.to_string())?;
        let given = |server: &Server| server.variables.iter().all(|name| std::env::var_os(name).is_some());
        let wanted: Vec<&'static Server> = SERVERS.iter().filter(|server| wanted(server)).collect();
        let (given, started): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|server| given(server));
        let mut session = Session { home, in_use, variables: Vec::new(), missing: Vec::new() };
        for server in given {
            println!("{server} is where {} says", server.variables.join(", "));
        }
        for (server, found) in bring_up(&session.home, &started, Kept::No) {
            match found {
                Ok(found) => {
                    println!("{server} in {} ms{}", found.took.as_millis(), shown(&found.running));
                    session.variables.extend(found.running.urls);
                }
                Err(why) => session.missing.push((server, why)),
            }
        }
        Ok(session)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The last run that ends stops all, so that none pulls a server from under another.
        if self.in_use.unlock().is_err() || self.in_use.try_lock().is_err() {
            return;
        }
        for server in SERVERS.iter().rev() {
            let is_kept = Running::recorded(&self.home.run(server.name)).is_none_or(|running| running.kept);
            if !is_kept && let Err(why) = stop(&self.home, server) {
                eprintln!("{server} could not be stopped: {why}");
            }
        }
    }
}
