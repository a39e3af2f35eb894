//! Where the program and the servers run. Linux places a program and the process that serves it on one core or on two, as it happens, and a
//! look-up takes up to three times as long on two: a ratio tells something only when the place is the same for both sides.

use std::fs;
use std::process::Command;

/// Which cores are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placing {
    /// One for this program, another for the servers.
    TwoCores,
    /// One for everything, so that waking a core is no part of what is measured.
    OneCore,
    /// Whichever Linux takes.
    Free,
}

/// The flags that tell it; without one it is two cores.
pub(crate) const FLAGS: [(&str, Placing); 2] = [("--one-core", Placing::OneCore), ("--free", Placing::Free)];

/// Processes that are bound to a core; those of servers are as free as before when it is dropped.
pub(crate) struct Bound {
    /// The one of the servers.
    core: String,
    /// Each with the cores that it could run on before.
    servers: Vec<(u32, String)>,
}

impl Bound {
    /// Binds this program, and says so.
    pub(crate) fn bind(placing: Placing) -> Option<Self> {
        if placing == Placing::Free {
            return None;
        }
        let this = std::process::id();
        let bound = cores(this).and_then(|cores| {
            let cores = each_of(&cores);
            let ours = cores.first().ok_or("it has none")?;
            let theirs = if placing == Placing::TwoCores { cores.get(1).ok_or("there is one only")? } else { ours };
            run_on(this, ours).map(|()| (ours.clone(), theirs.clone()))
        });
        match bound {
            Ok((ours, core)) => {
                println!("this program runs on core {ours}");
                Some(Bound { core, servers: Vec::new() })
            }
            Err(why) => {
                println!("this program could not be bound to a core: {why}");
                None
            }
        }
    }

    /// Binds a server and what it has started, and says so; what it starts later is born there.
    pub(crate) fn bind_server(&mut self, name: &str, main_process: Result<u32, String>) {
        let bound = main_process.and_then(|process| {
            let processes: Vec<u32> = [process].into_iter().chain(children(process)).collect();
            processes
                .iter()
                .try_for_each(|process| self.bind_process(*process))
                .map(|()| (process, processes.len() - 1))
        });
        match bound {
            Ok((process, more)) => {
                println!("{name} (process {process} and {more} of its) runs on core {}", self.core);
            }
            Err(why) => println!("{name} could not be bound to core {}: {why}", self.core),
        }
    }

    fn bind_process(&mut self, process: u32) -> Result<(), String> {
        let before = cores(process)?;
        run_on(process, &self.core)?;
        self.servers.push((process, before));
        Ok(())
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        for (process, before) in &self.servers {
            // Of its processes some were for connections that are no more; those that came meanwhile are for such, too.
            if fs::exists(format!("/proc/{process}")).unwrap_or(false)
                && let Err(why) = run_on(*process, before)
            {
                println!("process {process} could not be let run on cores {before} again: {why}");
            }
        }
    }
}

/// The cores that a process may run on: `0-3`.
fn cores(process: u32) -> Result<String, String> {
    status(process, "Cpus_allowed_list").ok_or_else(|| format!("the cores of process {process} cannot be read"))
}

/// `0-2,5` → 0, 1, 2, 5.
fn each_of(cores: &str) -> Vec<String> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?))
    };
    cores.split(',').filter_map(range).flat_map(|(first, last)| first..=last).map(|core| core.to_string()).collect()
}

/// Lets all threads of a process run on these cores only.
fn run_on(process: u32, cores: &str) -> Result<(), String> {
    let done = Command::new("taskset").args(["-a", "-c", "-p", cores, &process.to_string()]).output();
    let done = done.map_err(|error| format!("`taskset` cannot be run: {error}"))?;
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()) }
}

/// Processes that a process has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    processes.filter(|process| self::parent(*process) == Some(parent)).collect()
}

/// The process that has started this one.
pub(crate) fn parent(process: u32) -> Option<u32> {
    status(process, "PPid")?.parse().ok()
}

/// Makes sure that a process of this number is here, and not on another machine, and is one of these programs.
pub(crate) fn is_one_of(process: u32, programs: &[&str]) -> Result<u32, String> {
    let called = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
    let is_one = programs.iter().any(|program| called.contains(program));
    if is_one { Ok(process) } else { Err(format!("its process {process} is not on this machine")) }
}

fn status(process: u32, field: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}
