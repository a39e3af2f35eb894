//! MySQL: Debian's newest packages → a server with the data of a template that was made once.

use super::packages::{Package, Unpacked, quiet, unpacked};
use super::place::{Home, at};
use super::probe;
use super::process::{Process, Running};
use super::{Server, ready, started};
use std::fs;
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
    let template = template(home, &unpacked)?;
    let folder = home.fresh(server.name)?;
    let data = folder.join("data");
    quiet(Command::new("cp").arg("-R").arg(&template).arg(&data))?;
    home.give(&data).map_err(at(&data))?;
    let port = probe::free_port();
    let (certificate, key) = home.certificate(&folder)?;
    let mut command = program(&unpacked);
    command.arg(format!("--ssl-cert={}", certificate.display())).arg(format!("--ssl-key={}", key.display()));
    command.arg(format!("--datadir={}", data.display()));
    command.arg(format!("--port={port}")).args(["--bind-address=127.0.0.1", "--mysqlx=OFF", "--skip-log-bin"]);
    command.arg("--innodb-flush-method=nosync").arg(format!("--pid-file={}", folder.join("pid").display()));
    command.arg(format!("--socket={}", socket(&folder).display()));
    let process = Process::start(home, &command, &folder.join("log"), "KILL")?;
    ready(server, &process, &folder, || probe::mysql(port).is_some())?;
    started(server, &folder, vec![process], &[format!("mysql://root@127.0.0.1:{port}/test")])
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
