//! MySQL: Debian's newest packages → a server with the data of a template that was made once.

use super::packages::{Package, Unpacked, quiet, unpacked};
use super::place::{Home, at};
use super::probe;
use super::process::{Process, Running};
use super::{Server, ready, started};
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: Package = Package { name: "mysql", suite: "sid", wanted: &["mysql-server-core"] };

/// Settings of a small server whose rows nobody wants to keep.
const SETTINGS: &[&str] = &[
    "--no-defaults",
    "--secure-file-priv=NULL",
    "--innodb-redo-log-capacity=8M",
    "--innodb-buffer-pool-size=64M",
    "--innodb-use-native-aio=OFF",
    "--innodb-doublewrite=OFF",
    "--innodb-flush-log-at-trx-commit=0",
    "--performance-schema=OFF",
    "--table-open-cache=400",
    "--table-definition-cache=400",
];

/// Lets root in over TCP, without a password.
const ACCOUNTS: &str = "CREATE USER 'root'@'127.0.0.1' IDENTIFIED BY '';\nGRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n\
                        CREATE DATABASE test;\n";

/// Starts MySQL.
pub(crate) fn mysql(home: &Home, server: &Server) -> Result<Running, String> {
    let unpacked = unpacked(home, &PACKAGE, |_| Ok(()))?;
    let folder = home.fresh(server.name)?;
    let port = probe::free_port();
    let process = serve(home, &unpacked, &folder, port, &["--skip-log-bin".to_owned()])?;
    ready(server, &process, &folder, || probe::mysql(port).is_some())?;
    started(server, &folder, vec![process], &[url(port)])
}

fn url(port: u16) -> String {
    format!("mysql://root@127.0.0.1:{port}/test")
}

/// Starts a server on a copy of the template, in an empty folder.
fn serve(home: &Home, unpacked: &Unpacked, folder: &Path, port: u16, words: &[String]) -> Result<Process, String> {
    let (template, data) = (template(home, unpacked)?, folder.join("data"));
    quiet(Command::new("cp").arg("-R").arg(&template).arg(&data))?;
    home.give(&data).map_err(at(&data))?;
    let (certificate, key) = home.certificate(folder)?;
    let mut command = program(unpacked);
    command.arg(format!("--ssl-cert={}", certificate.display())).arg(format!("--ssl-key={}", key.display()));
    command.arg(format!("--datadir={}", data.display()));
    command.arg(format!("--port={port}")).args(["--bind-address=127.0.0.1", "--mysqlx=OFF"]);
    command.arg("--innodb-flush-method=nosync").arg(format!("--pid-file={}", folder.join("pid").display()));
    command.arg(format!("--socket={}", socket(folder).display())).args(words);
    Process::start(home, &command, &folder.join("log"), "KILL")
}

/// Starts three nodes of Group Replication, of which the first takes writes.
pub(crate) fn group(home: &Home, server: &Server) -> Result<Running, String> {
    let unpacked = unpacked(home, &PACKAGE, |_| Ok(()))?;
    let top = home.fresh(server.name)?;
    let nodes = [1, 2, 3].map(|number| (number, probe::free_port(), probe::free_port()));
    let seeds = nodes.map(|(_, _, group)| format!("127.0.0.1:{group}")).join(",");
    let mut processes: Vec<Process> = Vec::new();
    for (number, client, group) in nodes {
        let folder = home.fresh(&format!("{}/{number}", server.name))?;
        let first = folder.join("first.sql");
        fs::write(&first, RECOVERY).map_err(at(&first))?;
        home.give(&first).map_err(at(&first))?;
        let mut words = member(number, client, group, &seeds);
        words.push(format!("--init-file={}", first.display()));
        processes.push(serve(home, &unpacked, &folder, client, &words)?);
        started(server, &top, processes.clone(), &[])?;
        // Who joins asks a node that must have its group by then.
        let answers = || probe::mysql(client).is_some() && TcpStream::connect(("127.0.0.1", group)).is_ok();
        ready(server, &processes[number - 1], &folder, answers)?;
    }
    started(server, &top, processes, &nodes.map(|(_, client, _)| url(client)))
}

/// As whom a node asks another for what it has missed.
const RECOVERY: &str =
    "CHANGE REPLICATION SOURCE TO SOURCE_USER='root', SOURCE_PASSWORD='' FOR CHANNEL 'group_replication_recovery';\n";

/// The settings of a node of the group.
fn member(number: usize, client: u16, group: u16, seeds: &str) -> Vec<String> {
    let bootstraps = if number == 1 { "ON" } else { "OFF" };
    vec![
        "--performance-schema=ON".to_owned(),
        format!("--server-id={number}"),
        "--log-bin=binlog".to_owned(),
        "--gtid-mode=ON".to_owned(),
        "--enforce-gtid-consistency=ON".to_owned(),
        "--report-host=127.0.0.1".to_owned(),
        format!("--report-port={client}"),
        "--plugin-load-add=group_replication.so".to_owned(),
        "--group-replication-group-name=71756572-656e-4000-8000-000000000001".to_owned(),
        format!("--group-replication-local-address=127.0.0.1:{group}"),
        format!("--group-replication-group-seeds={seeds}"),
        format!("--group-replication-bootstrap-group={bootstraps}"),
        "--group-replication-start-on-boot=ON".to_owned(),
        "--group-replication-ssl-mode=DISABLED".to_owned(),
        "--group-replication-recovery-get-public-key=ON".to_owned(),
        // Who may talk to the group is found out by the interfaces of the machine otherwise, which takes time.
        "--group-replication-ip-allowlist=127.0.0.1/8".to_owned(),
    ]
}

fn program(unpacked: &Unpacked) -> Command {
    let root = unpacked.folder.display();
    let mut command = unpacked.program("usr/sbin/mysqld");
    command.args(SETTINGS).arg(format!("--basedir={root}/usr"));
    command.arg(format!("--lc-messages-dir={root}/usr/share/mysql"));
    command.arg(format!("--plugin-dir={root}/usr/lib/mysql/plugin"));
    command
}

/// A folder of data as the server is to begin with. Making one takes seconds, a copy takes a tenth of one.
fn template(home: &Home, unpacked: &Unpacked) -> Result<PathBuf, String> {
    let folder = home.package("mysql-data");
    let _lock = home.lock(&folder)?;
    let (data, done) = (folder.join("data"), folder.join(".made"));
    if done.exists() {
        return Ok(data);
    }
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    let accounts = folder.join("accounts.sql");
    fs::write(&accounts, ACCOUNTS).map_err(at(&accounts))?;
    home.give(&folder).map_err(at(&folder))?;
    let mut command = program(unpacked);
    command.arg("--initialize-insecure").arg(format!("--init-file={}", accounts.display()));
    command.arg(format!("--datadir={}", data.display()));
    quiet(&mut home.unprivileged(command))?;
    // Two servers of one identity would not talk to each other.
    fs::remove_file(data.join("auto.cnf")).ok();
    fs::write(&done, "").map_err(at(&done))?;
    Ok(data)
}

/// The socket of a server: beside its data, or in the folder for temporary files where that path is longer than the 107 bytes that fit.
pub(crate) fn socket(folder: &Path) -> PathBuf {
    let socket = folder.join("socket");
    if socket.as_os_str().len() < 100 {
        return socket;
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    std::env::temp_dir().join(format!("querent-{name}-{}.socket", std::process::id()))
}
