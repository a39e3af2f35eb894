//! The servers that speak PostgreSQL's protocol: PostgreSQL itself, its stand-in for CockroachDB, and pgbouncer before it.

use super::packages::{Package, Unpacked, quiet, unpacked};
use super::place::{Home, at};
use super::probe;
use super::process::{Process, Running};
use super::{Server, ready, started};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where a PostgreSQL usually listens.
const USUAL_PORT: u16 = 5432;

/// Settings of a database whose rows nobody wants to keep.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "max_prepared_transactions=20",
    "shared_buffers=64MB",
    "wal_level=logical",
    "jit=off",
    "ssl=on",
];

/// Uses the PostgreSQL that runs, or starts one.
pub(crate) fn postgres(home: &Home, server: &Server) -> Result<Running, String> {
    if probe::postgres(USUAL_PORT).is_some() {
        return Ok(Running { urls: server.urls(&[url("postgres", USUAL_PORT)]), ..Running::default() });
    }
    start(home, server, &fifteen(home)?, "postgres", &[])
}

/// Starts PostgreSQL 18.
pub(crate) fn postgres18(home: &Home, server: &Server) -> Result<Running, String> {
    const PACKAGE: Package = Package { name: "postgres18", suite: "sid", wanted: &["postgresql-18"] };
    start(home, server, &debian(home, &PACKAGE, "usr/lib/postgresql/18/bin")?, "postgres", &[])
}

/// Starts a PostgreSQL in CockroachDB's clothes: what its clients notice of it.
pub(crate) fn cockroach(home: &Home, server: &Server) -> Result<Running, String> {
    let settings = ["search_path=public,crdb,pg_catalog", "default_transaction_isolation=serializable"];
    start(home, server, &fifteen(home)?, "cockroach", &settings)
}

/// The statements that dress every new database of the stand-in, a line each.
const CLOTHES: &str = include_str!("cockroach.sql");

/// PostgreSQL's programs: those of the system, or unpacked ones.
fn fifteen(home: &Home) -> Result<Programs, String> {
    const PACKAGE: Package = Package { name: "postgres15", suite: "bookworm", wanted: &["postgresql-15"] };
    const FOLDER: &str = "usr/lib/postgresql/15/bin";
    let folder = Path::new("/").join(FOLDER);
    if folder.join("initdb").exists() {
        return Ok(Programs { folder: folder.display().to_string() });
    }
    debian(home, &PACKAGE, FOLDER)
}

/// A folder with `initdb` and `postgres`.
struct Programs {
    folder: String,
}

/// Unpacks PostgreSQL. `initdb` starts `postgres` by its path, so both become scripts that name the loader.
fn debian(home: &Home, package: &Package, folder: &str) -> Result<Programs, String> {
    let prepare = |unpacked: &Unpacked| {
        ["postgres", "initdb"].iter().try_for_each(|program| unpacked.script(&format!("{folder}/{program}")))
    };
    let unpacked = unpacked(home, package, prepare)?;
    Ok(Programs { folder: unpacked.folder.join(folder).display().to_string() })
}

fn start(
    home: &Home,
    server: &Server,
    programs: &Programs,
    scheme: &str,
    settings: &[&str],
) -> Result<Running, String> {
    let folder = home.fresh(server.name)?;
    let clothes = if settings.is_empty() { "" } else { CLOTHES };
    let data = fresh_data(home, programs, &folder, clothes)?;
    let port = probe::free_port();
    let process = serve(home, programs, &folder, &data, port, settings)?;
    ready(server, &process, &folder, || probe::postgres(port).is_some())?;
    started(server, &folder, vec![process], &[url(scheme, port)])
}

/// Data as a server is to begin with, in which every database has what the statements of `clothes` make.
fn fresh_data(home: &Home, programs: &Programs, folder: &Path, clothes: &str) -> Result<PathBuf, String> {
    let data = folder.join("data");
    // In a system without a locale `upper` knows the letters of ASCII only.
    initialize(home, programs, &data, "C.UTF-8").or_else(|_| initialize(home, programs, &data, "C"))?;
    guard(&data)?;
    prepare(home, programs, &data, &format!("{clothes}{GUARDED}"))?;
    Ok(data)
}

/// Starts a server on its data.
fn serve(
    home: &Home,
    programs: &Programs,
    folder: &Path,
    data: &Path,
    port: u16,
    settings: &[&str],
) -> Result<Process, String> {
    let (certificate, key) = home.certificate(folder)?;
    let mut command = Command::new(format!("{}/postgres", programs.folder));
    command.arg("-D").arg(data).args(["-p", &port.to_string()]);
    // The path of a socket has at most 107 bytes.
    let sockets = if folder.as_os_str().len() < 80 { folder } else { Path::new("") };
    command.arg("-k").arg(sockets);
    command.arg("-c").arg(format!("ssl_cert_file={}", certificate.display()));
    command.arg("-c").arg(format!("ssl_key_file={}", key.display()));
    command.args(SETTINGS.iter().chain(settings).flat_map(|setting| ["-c", *setting]));
    // The signal ends all processes of the server at once; its data are thrown away.
    Process::start(home, &command, &folder.join("log"), "QUIT")
}

/// Starts a PostgreSQL and a hot standby that follows it: both begin with the same data, so that nothing has to be handed over.
pub(crate) fn standby(home: &Home, server: &Server) -> Result<Running, String> {
    let programs = fifteen(home)?;
    let top = home.fresh(server.name)?;
    let [primary, standby] = ["1", "2"].map(|number| home.fresh(&format!("{}/{number}", server.name)));
    let (primary, standby) = (primary?, standby?);
    let [primary_port, standby_port] = [(); 2].map(|()| probe::free_port());
    let data = fresh_data(home, &programs, &primary, "")?;
    let copy = standby.join("data");
    quiet(Command::new("cp").arg("-R").arg(&data).arg(&copy))?;
    fs::write(copy.join("standby.signal"), "").map_err(at(&copy))?;
    home.give(&copy).map_err(at(&copy))?;
    let mut processes = vec![serve(home, &programs, &primary, &data, primary_port, &[])?];
    ready(server, &processes[0], &primary, || probe::postgres(primary_port).is_some())?;
    started(server, &top, processes.clone(), &[])?;
    let follows = format!("primary_conninfo=host=127.0.0.1 port={primary_port} user=postgres");
    processes.push(serve(home, &programs, &standby, &copy, standby_port, &[&follows])?);
    started(server, &top, processes.clone(), &[])?;
    ready(server, &processes[1], &standby, || probe::postgres(standby_port).is_some())?;
    started(server, &top, processes, &[primary_port, standby_port].map(|port| url("postgres", port)))
}

fn initialize(home: &Home, programs: &Programs, data: &Path, locale: &str) -> Result<(), String> {
    let mut initdb = home.unprivileged(Command::new(format!("{}/initdb", programs.folder)));
    initdb.args(["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]);
    initdb.arg(format!("--locale={locale}")).env("LC_ALL", locale).arg("--pgdata").arg(data);
    quiet(&mut initdb).map(drop)
}

/// A user who is asked for a password.
const GUARDED: &str = "CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'secret'\n";

/// Lets everybody in without a password but that user.
fn guard(data: &Path) -> Result<(), String> {
    let path = data.join("pg_hba.conf");
    let rules = fs::read_to_string(&path).map_err(at(&path))?;
    let guarded = "local all guarded scram-sha-256\nhost all guarded all scram-sha-256\n";
    fs::write(&path, format!("{guarded}{rules}")).map_err(at(&path))
}

/// Runs statements, a line each, that are there in every database from the beginning, by a server that has not started yet.
fn prepare(home: &Home, programs: &Programs, data: &Path, lines: &str) -> Result<(), String> {
    let statements = data.with_file_name("statements.sql");
    for database in ["template1", "postgres"] {
        // Users belong to all databases, so they are made once.
        let lines = if database == "postgres" { lines.replace(GUARDED, "") } else { lines.to_owned() };
        fs::write(&statements, lines).map_err(at(&statements))?;
        let input = fs::File::open(&statements).map_err(at(&statements))?;
        let mut single = home.unprivileged(Command::new(format!("{}/postgres", programs.folder)));
        single.args(["--single", "-c", "exit_on_error=on", "-c", "fsync=off", "-D"]).arg(data).arg(database);
        quiet(single.stdin(Stdio::from(input)))?;
    }
    Ok(())
}

/// Starts pgbouncer as it is in Debian's newest suite: it knows of prepared statements.
pub(crate) fn pgbouncer(home: &Home, server: &Server) -> Result<Running, String> {
    const PACKAGE: Package = Package { name: "pgbouncer", suite: "sid", wanted: &["pgbouncer"] };
    bounce(home, server, &PACKAGE, "max_prepared_statements=200")
}

/// Starts a pgbouncer that knows nothing of prepared statements.
pub(crate) fn pgbouncer_old(home: &Home, server: &Server) -> Result<Running, String> {
    const PACKAGE: Package = Package { name: "pgbouncer-old", suite: "bookworm", wanted: &["pgbouncer"] };
    bounce(home, server, &PACKAGE, "")
}

fn bounce(home: &Home, server: &Server, package: &Package, setting: &str) -> Result<Running, String> {
    let behind = super::ensure(home, super::catalog::find("postgres")?, super::Kept::No)?;
    let address = behind.urls.first().and_then(|(_, url)| url.split_once('@')?.1.split_once('/'));
    let (_, behind) = address.and_then(|(address, _)| address.split_once(':')).ok_or("PostgreSQL has no port")?;
    let unpacked = unpacked(home, package, |_| Ok(()))?;
    let folder = home.fresh(server.name)?;
    let (port, settings) = (probe::free_port(), folder.join("pgbouncer.ini"));
    let text = format!(
        "[databases]\n* = host=127.0.0.1 port={behind} user=postgres\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port={port}\n\
         unix_socket_dir=\nauth_type=any\npool_mode=transaction\ndefault_pool_size=3\nmax_client_conn=200\nadmin_users=postgres\n\
         ignore_startup_parameters=extra_float_digits\n{setting}\n"
    );
    fs::write(&settings, text).map_err(at(&settings))?;
    let mut command = unpacked.program("usr/sbin/pgbouncer");
    command.arg(&settings);
    let process = Process::start(home, &command, &folder.join("log"), "KILL")?;
    ready(server, &process, &folder, || probe::postgres(port).is_some())?;
    started(server, &folder, vec![process], &[url("postgres", port)])
}

fn url(scheme: &str, port: u16) -> String {
    format!("{scheme}://postgres@127.0.0.1:{port}/postgres")
}
