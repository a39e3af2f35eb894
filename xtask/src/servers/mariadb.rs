//! MariaDB, alone and as a cluster of three: the system's programs or unpacked ones → servers with the data of a template.

use super::mysql::socket;
use super::packages::{Package, Unpacked, quiet, unpacked};
use super::place::{Home, at};
use super::probe;
use super::process::{Process, Running};
use super::{Server, ready, started};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where a server of the MySQL family usually listens.
const USUAL_PORT: u16 = 3306;

const PACKAGE: Package = Package { name: "mariadb", suite: "bookworm", wanted: &["mariadb-server-core", "galera-4"] };

const SETTINGS: &[&str] = &[
    "--no-defaults",
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=OFF",
];

/// Uses the MariaDB that runs, or starts one.
pub(crate) fn mariadb(home: &Home, server: &Server) -> Result<Running, String> {
    if probe::mysql(USUAL_PORT).is_some_and(|version| version.contains("MariaDB")) {
        return Ok(Running { urls: server.urls(&[url(USUAL_PORT)]), ..Running::default() });
    }
    let programs = programs(home)?;
    let template = template(home, &programs)?;
    let folder = home.fresh(server.name)?;
    copy(home, &template, &folder)?;
    let port = probe::free_port();
    let process = start(home, &programs, &folder, port, &[])?;
    ready(server, &process, &folder, || probe::mysql(port).is_some())?;
    started(server, &folder, vec![process], &[url(port)])
}

fn url(port: u16) -> String {
    format!("mariadb://root@127.0.0.1:{port}/test")
}

/// The server's program, the SQL of its system tables, and the library that makes a cluster of it.
struct Programs {
    unpacked: Option<Unpacked>,
    shared: PathBuf,
    galera: PathBuf,
}

impl Programs {
    fn server(&self) -> Command {
        let Some(unpacked) = &self.unpacked else {
            let mut command = Command::new("/usr/sbin/mariadbd");
            command.args(SETTINGS);
            return command;
        };
        let mut command = unpacked.program("usr/sbin/mariadbd");
        command.args(SETTINGS).arg(format!("--basedir={}/usr", unpacked.folder.display()));
        command.arg(format!("--lc-messages-dir={}", self.shared.display()));
        command
    }
}

fn programs(home: &Home) -> Result<Programs, String> {
    let shared = "usr/share/mysql";
    let system = Path::new("/").join(shared);
    let libraries = ["/usr/lib/galera/libgalera_smm.so", "/usr/lib/libgalera_smm.so"].map(PathBuf::from);
    let galera = libraries.into_iter().find(|path| path.exists());
    if let Some(galera) = galera.filter(|_| is_ten_eleven() && system.join("mysql_system_tables.sql").exists()) {
        return Ok(Programs { unpacked: None, shared: system, galera });
    }
    let unpacked = unpacked(home, &PACKAGE, |_| Ok(()))?;
    let inside = ["usr/lib/galera/libgalera_smm.so", "usr/lib/libgalera_smm.so"].map(|path| unpacked.folder.join(path));
    let galera = inside.into_iter().find(|path| path.exists()).ok_or("Debian's galera-4 has no library")?;
    Ok(Programs { shared: unpacked.folder.join(shared), unpacked: Some(unpacked), galera })
}

fn is_ten_eleven() -> bool {
    quiet(Command::new("/usr/sbin/mariadbd").arg("--version")).is_ok_and(|text| text.contains("Ver 10.11."))
}

fn start(home: &Home, programs: &Programs, folder: &Path, port: u16, words: &[String]) -> Result<Process, String> {
    let (certificate, key) = home.certificate(folder)?;
    let mut command = programs.server();
    command.arg(format!("--ssl-cert={}", certificate.display())).arg(format!("--ssl-key={}", key.display()));
    command.arg(format!("--datadir={}", folder.join("data").display())).arg(format!("--port={port}"));
    command.arg(format!("--socket={}", socket(folder).display()));
    command.arg(format!("--pid-file={}", folder.join("pid").display()));
    Process::start(home, command.args(words), &folder.join("log"), "KILL")
}

fn copy(home: &Home, template: &Path, folder: &Path) -> Result<(), String> {
    let data = folder.join("data");
    quiet(Command::new("cp").arg("-R").arg(template).arg(&data))?;
    home.give(&data).map_err(at(&data))
}

/// A folder of data as a server is to begin with: its system tables, and root without a password.
fn template(home: &Home, programs: &Programs) -> Result<PathBuf, String> {
    const ACCOUNTS: &str = "CREATE DATABASE test;\nFLUSH PRIVILEGES;\n\
                            CREATE OR REPLACE USER root@'127.0.0.1' IDENTIFIED BY '';\n\
                            GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n";
    let folder = home.package(if programs.unpacked.is_some() { "mariadb-data" } else { "mariadb-system-data" });
    let _lock = home.lock(&folder)?;
    let (data, done) = (folder.join("data"), folder.join(".made"));
    if done.exists() {
        return Ok(data);
    }
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(data.join("mysql")).map_err(at(&data))?;
    let mut statements = "USE mysql;\nSET @auth_root_socket = NULL;\n".to_owned();
    for name in ["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"] {
        let file = programs.shared.join(name);
        statements += &fs::read_to_string(&file).map_err(at(&file))?;
    }
    let file = folder.join("statements.sql");
    fs::write(&file, statements + ACCOUNTS).map_err(at(&file))?;
    home.give(&folder).map_err(at(&folder))?;
    let mut command = programs.server();
    command.args([
        "--bootstrap",
        "--skip-log-bin",
        "--log-warnings=0",
        "--enforce-storage-engine=",
        "--max-allowed-packet=16M",
    ]);
    command.arg(format!("--datadir={}", data.display()));
    let mut command = home.unprivileged(command);
    quiet(command.stdin(Stdio::from(fs::File::open(&file).map_err(at(&file))?)))?;
    fs::write(&done, "").map_err(at(&done))?;
    Ok(data)
}

/// The nodes of the cluster, by number.
const NODES: [usize; 3] = [1, 2, 3];

/// The ports of one node: for clients, for the group, and for the two ways of handing over what another node missed.
struct Node {
    number: usize,
    client: u16,
    group: u16,
    increments: u16,
    snapshots: u16,
}

impl Node {
    fn new(number: usize) -> Node {
        let [client, group, increments, snapshots] = [(); 4].map(|()| probe::free_port());
        Node { number, client, group, increments, snapshots }
    }

    fn words(&self, galera: &Path, address: &str) -> Vec<String> {
        let Node { number, client, group, increments, snapshots } = self;
        // Short times, for nodes that are on one machine and are killed by tests.
        let options = format!(
            "gmcast.listen_addr=tcp://127.0.0.1:{group};ist.recv_addr=127.0.0.1:{increments};gcache.size=16M;pc.announce_timeout=PT0.3S;\
             gmcast.time_wait=PT0.3S;gmcast.peer_timeout=PT2S;evs.join_retrans_period=PT0.3S;evs.keepalive_period=PT0.5S;\
             evs.inactive_check_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S"
        );
        vec![
            "--binlog-format=ROW".to_owned(),
            "--default-storage-engine=InnoDB".to_owned(),
            "--innodb-autoinc-lock-mode=2".to_owned(),
            "--wsrep-on=ON".to_owned(),
            // Keys are as without a cluster: tests write on one node.
            "--wsrep-auto-increment-control=OFF".to_owned(),
            format!("--wsrep-provider={}", galera.display()),
            "--wsrep-cluster-name=querent".to_owned(),
            format!("--wsrep-cluster-address={address}"),
            format!("--wsrep-node-name=node{number}"),
            "--wsrep-node-address=127.0.0.1".to_owned(),
            format!("--wsrep-node-incoming-address=127.0.0.1:{client}"),
            "--wsrep-sst-method=rsync".to_owned(),
            format!("--wsrep-sst-receive-address=127.0.0.1:{snapshots}"),
            format!("--wsrep-provider-options={options}"),
        ]
    }
}

/// Starts three nodes that find each other by a view that is laid beside their data, so that no state has to be handed over.
pub(crate) fn galera(home: &Home, server: &Server) -> Result<Running, String> {
    let programs = programs(home)?;
    let template = positioned(home, &programs)?;
    let nodes = NODES.map(Node::new);
    let group: Vec<String> = nodes.iter().map(|node| format!("127.0.0.1:{}", node.group)).collect();
    let top = home.fresh(server.name)?;
    let mut processes = Vec::new();
    for node in &nodes {
        let folder = home.fresh(&format!("{}/{}", server.name, node.number))?;
        copy(home, &template, &folder)?;
        let view = folder.join("data/gvwstate.dat");
        fs::write(&view, saved_view(node.number)).map_err(at(&view))?;
        home.give(&view).map_err(at(&view))?;
        let words = node.words(&programs.galera, &format!("gcomm://{}", group.join(",")));
        processes.push(start(home, &programs, &folder, node.client, &words)?);
        // What has been started is found and stopped even when another node does not come up.
        started(server, &top, processes.clone(), &[])?;
    }
    for (node, process) in nodes.iter().zip(&processes) {
        ready(server, process, &top.join(node.number.to_string()), || probe::mysql(node.client).is_some())?;
    }
    started(server, &top, processes, &nodes.map(|node| url(node.client)))
}

/// A template that has a position in the cluster's history: one node's data after a first start and a clean end.
fn positioned(home: &Home, programs: &Programs) -> Result<PathBuf, String> {
    let plain = template(home, programs)?;
    let folder = plain.parent().unwrap_or(&plain).with_extension("cluster");
    let _lock = home.lock(&folder)?;
    let (data, done) = (folder.join("data"), folder.join(".made"));
    if done.exists() {
        return Ok(data);
    }
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    home.give(&folder).map_err(at(&folder))?;
    copy(home, &plain, &folder)?;
    let node = Node::new(NODES[0]);
    let mut command = programs.server();
    command.arg(format!("--datadir={}", data.display())).arg(format!("--port={}", node.client));
    command.arg(format!("--socket={}", socket(&folder).display()));
    command.args(node.words(&programs.galera, "gcomm://"));
    // A clean end writes the position, so this one is asked to end, not killed.
    let process = Process::start(home, &command, &folder.join("log"), "TERM")?;
    let up = super::wait(&process, || probe::mysql(node.client).is_some());
    process.stop();
    up.map_err(|why| format!("the first node {why}\n{}", super::last_lines(&folder)))?;
    fs::remove_file(data.join("gvwstate.dat")).ok();
    fs::write(&done, "").map_err(at(&done))?;
    Ok(data)
}

/// The view of the group as node `number` would have saved it.
fn saved_view(number: usize) -> String {
    let name = |number: usize| format!("{number:08}-0000-11f1-8000-{number:012}");
    let members: String = NODES.iter().map(|&node| format!("member: {} 0\n", name(node))).collect();
    format!("my_uuid: {}\n#vwbeg\nview_id: 3 {} 3\nbootstrap: 0\n{members}#vwend\n", name(number), name(NODES[0]))
}
