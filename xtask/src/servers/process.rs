//! A command → a server that outlives this program, and a line of a state file by which it is found and stopped later.

use super::place::{Home, at};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A server's process. A number alone could be another process by now, so its time of birth stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Process {
    id: u32,
    born: String,
    /// The signal that ends it at once and leaves nothing behind. Its data are thrown away.
    signal: String,
}

impl Process {
    /// Starts a command that goes on when this program and its terminal end; what it prints goes into `log`.
    pub(crate) fn start(home: &Home, command: &Command, log: &Path, signal: &str) -> Result<Process, String> {
        use std::os::unix::process::CommandExt;
        let mut shell = home.unprivileged(Command::new("sh"));
        shell.args(["-c", r#"exec "$@" </dev/null >>"$LOG" 2>&1 & echo $!"#, "sh"]);
        shell.arg(command.get_program()).args(command.get_args());
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.env("LOG", log).stdin(Stdio::null()).process_group(0);
        let output = shell.output().map_err(|error| format!("sh: {error}"))?;
        let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let id = printed.parse().map_err(|_| format!("{command:?} was not started: {printed}"))?;
        Ok(Process { id, born: birth(id).unwrap_or_default(), signal: signal.to_owned() })
    }

    /// Whether it runs, and is not another process with the same number.
    pub(crate) fn lives(&self) -> bool {
        birth(self.id).is_some_and(|born| born == self.born)
    }

    /// Ends it and waits until it has ended, at most ten seconds.
    pub(crate) fn stop(&self) {
        for signal in [&*self.signal, "KILL"] {
            if !self.lives() {
                return;
            }
            send(self.id, signal);
            let asked = Instant::now();
            while self.lives() && asked.elapsed() < Duration::from_secs(5) {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    /// How much memory it holds, in MiB, where the system says it.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1024)
    }

    fn line(&self) -> String {
        format!("process {} {} {}\n", self.id, self.signal, self.born)
    }

    fn read(line: &str) -> Option<Process> {
        let mut words = line.split(' ');
        let (id, signal) = (words.next()?.parse().ok()?, words.next()?.to_owned());
        Some(Process { id, signal, born: words.next().unwrap_or_default().to_owned() })
    }
}

/// When a process that runs was born, in the system's own ticks; nothing when there is none, or only its corpse.
fn birth(id: u32) -> Option<String> {
    if !Path::new("/proc/self/stat").exists() {
        return send(id, "0").then(String::new);
    }
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in parentheses may hold anything, so fields are counted from the last one that closes it.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    (fields.first()? != &"Z").then(|| fields.get(19).map(|&born| born.to_owned()))?
}

/// Whether the signal could be sent. The shell has `kill` built in where no such program is installed.
fn send(id: u32, signal: &str) -> bool {
    let mut kill = Command::new("sh");
    kill.args(["-c", r#"kill -s "$1" "$2" 2>/dev/null"#, "sh", signal, &id.to_string()]);
    kill.status().is_ok_and(|status| status.success())
}

/// What runs under one name: its processes (none when it ran before), and the variables that lead to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Running {
    pub(crate) processes: Vec<Process>,
    pub(crate) urls: Vec<(String, String)>,
    /// `servers up` started it, so a test run leaves it running.
    pub(crate) kept: bool,
}

impl Running {
    /// What the state file says and is still true: all processes live.
    pub(crate) fn read(folder: &Path) -> Option<Running> {
        let running = Running::recorded(folder)?;
        running.processes.iter().all(Process::lives).then_some(running)
    }

    /// What the state file says, true or not.
    pub(crate) fn recorded(folder: &Path) -> Option<Running> {
        let text = fs::read_to_string(folder.join("state")).ok()?;
        let mut running = Running::default();
        for line in text.lines() {
            match line.split_once(' ')? {
                ("process", rest) => running.processes.push(Process::read(rest)?),
                ("url", rest) => running.urls.push(rest.split_once('=').map(|(name, url)| (name.into(), url.into()))?),
                ("kept", rest) => running.kept = rest == "yes",
                _ => return None,
            }
        }
        Some(running)
    }

    /// Writes the state file.
    pub(crate) fn record(&self, folder: &Path) -> Result<(), String> {
        let kept = if self.kept { "kept yes\n" } else { "" };
        let processes: String = self.processes.iter().map(Process::line).collect();
        let urls: String = self.urls.iter().map(|(name, url)| format!("url {name}={url}\n")).collect();
        let path = folder.join("state");
        fs::write(&path, format!("{kept}{processes}{urls}")).map_err(at(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_written_and_only_while_its_processes_live() {
        let folder = std::env::temp_dir().join(format!("querent-state-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let own = std::process::id();
        let here = Process { id: own, born: birth(own).unwrap(), signal: "QUIT".to_owned() };
        let urls = vec![("QUERENT_TEST_X".to_owned(), "x://a@b:1/?c=d".to_owned())];
        let mut running = Running { processes: vec![here.clone()], urls, kept: true };
        running.record(&folder).unwrap();
        assert_eq!(Running::read(&folder), Some(running.clone()));
        running.processes.push(Process { born: "1".to_owned(), ..here });
        running.record(&folder).unwrap();
        assert_eq!(Running::read(&folder), None, "the number is another process's by now");
        assert_eq!(Running::recorded(&folder), Some(running));
        fs::remove_dir_all(&folder).unwrap();
    }
}
