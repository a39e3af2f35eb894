//! `postgres://user:password@host:port/database?options` → where the servers are and how they are used.

use crate::error::Result;
use crate::url::server::{Parts, Wanted, bad, decode, decode_text, given, host, port, time};
use std::path::PathBuf;
use std::time::Duration;

/// What a URL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) hosts: Vec<(Host, u16)>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Vec<u8>>,
    pub(super) database: Option<String>,
    pub(super) encryption: Encryption,
    /// A file with the certificates that are trusted, in place of the system's.
    pub(super) root_certificates: Option<PathBuf>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) statement_timeout: Option<Duration>,
    pub(super) application: Option<String>,
    /// Statements are prepared under names that the server keeps.
    pub(super) prepare: bool,
    pub(super) wanted: Wanted,
    /// The scheme says that it is CockroachDB.
    pub(super) cockroach: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    Name(String),
    /// The folder of a unix socket.
    Folder(PathBuf),
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Not at all.
    Disable,
    /// When the server can.
    Prefer,
    /// Always, whoever the server is.
    Require,
    /// Always, and the server shows a certificate for its name.
    Verify,
}

const OPTIONS: &str = "host, port, user, password, dbname, sslmode, sslrootcert, connect_timeout, statement_timeout, \
                       target_session_attrs, application_name and prepare";

/// Reads a URL.
pub(super) fn parse(url: &str) -> Result<Target> {
    let parts = Parts::read(url, 5432)?;
    let mut target = Target {
        hosts: Vec::new(),
        user: given(parts.user)?,
        password: parts.password.map(decode),
        database: given(parts.database)?,
        encryption: Encryption::Prefer,
        root_certificates: None,
        connect_timeout: None,
        statement_timeout: None,
        application: None,
        prepare: true,
        wanted: Wanted::Any,
        cockroach: parts.scheme.starts_with("cockroach"),
    };
    let default_port = if target.cockroach { 26_257 } else { 5432 };
    for host in parts.hosts.split(',').filter(|host| !host.is_empty()) {
        target.hosts.push(parse_host(host, default_port)?);
    }
    parse_options(&mut target, parts, default_port)?;
    if target.hosts.is_empty() {
        target.hosts.push((Host::Name("localhost".to_owned()), default_port));
    }
    Ok(target)
}

fn parse_host(text: &str, default_port: u16) -> Result<(Host, u16)> {
    let (host, port) = host(text)?;
    Ok((host_of(host), port.unwrap_or(default_port)))
}

fn host_of(host: String) -> Host {
    if host.starts_with('/') { Host::Folder(host.into()) } else { Host::Name(host) }
}

fn parse_options(target: &mut Target, parts: Parts<'_>, default_port: u16) -> Result<()> {
    let mut hosts: Option<Vec<String>> = None;
    let mut ports: Vec<u16> = Vec::new();
    for option in parts.options() {
        let (name, value, text) = option?;
        match name {
            "host" => hosts = Some(text.split(',').map(str::to_owned).collect()),
            "port" => ports = text.split(',').map(port).collect::<Result<_>>()?,
            "user" => target.user = Some(text),
            "password" => target.password = Some(decode(value)),
            "dbname" => target.database = Some(text),
            "sslmode" => target.encryption = parse_encryption(&text)?,
            "sslrootcert" => target.root_certificates = Some(text.into()),
            "connect_timeout" => target.connect_timeout = Some(time(name, &text, Duration::from_secs)?),
            "statement_timeout" => target.statement_timeout = Some(time(name, &text, Duration::from_millis)?),
            "application_name" => target.application = Some(text),
            "prepare" => target.prepare = parse_prepare(&text)?,
            "target_session_attrs" => target.wanted = Wanted::read(&text)?,
            name => {
                let name = decode_text(name)?;
                return Err(bad(format!("`{name}` is no option of a PostgreSQL URL; there are {OPTIONS}")));
            }
        }
    }
    if let Some(hosts) = hosts {
        target.hosts = hosts.into_iter().map(|host| (host_of(host), default_port)).collect();
    }
    match ports.as_slice() {
        [] => {}
        [port] => target.hosts.iter_mut().for_each(|host| host.1 = *port),
        ports if ports.len() == target.hosts.len() => {
            target.hosts.iter_mut().zip(ports).for_each(|(host, port)| host.1 = *port);
        }
        _ => return Err(bad("`port` of the database URL has one port for all hosts, or one for each")),
    }
    Ok(())
}

fn parse_encryption(text: &str) -> Result<Encryption> {
    match text {
        "disable" => Ok(Encryption::Disable),
        "allow" | "prefer" => Ok(Encryption::Prefer),
        "require" => Ok(Encryption::Require),
        "verify-ca" | "verify-full" => Ok(Encryption::Verify),
        _ => Err(bad("`sslmode` of a database URL is disable, prefer, require or verify-full")),
    }
}

fn parse_prepare(text: &str) -> Result<bool> {
    match text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(bad("`prepare` of a database URL is on or off: off is for poolers that lose prepared statements")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(host: &str, port: u16) -> (Host, u16) {
        (Host::Name(host.to_owned()), port)
    }

    #[test]
    fn users_hosts_and_databases() {
        let target = parse("postgres://me:se%63ret@db.example:6000/shop").unwrap();
        assert_eq!(target.hosts, [name("db.example", 6000)]);
        assert_eq!((target.user.as_deref(), target.password.as_deref()), (Some("me"), Some(b"secret".as_slice())));
        assert_eq!(target.database.as_deref(), Some("shop"));
        assert_eq!(parse("postgresql://").unwrap().hosts, [name("localhost", 5432)]);
        assert_eq!(parse("cockroach://a,b:1/x").unwrap().hosts, [name("a", 26_257), name("b", 1)]);
        assert_eq!(parse("postgres://[::1]:7/x").unwrap().hosts, [name("::1", 7)]);
        let socket = parse("postgres:///shop?host=/run/postgresql&port=5433&user=me").unwrap();
        assert_eq!(socket.hosts, [(Host::Folder("/run/postgresql".into()), 5433)]);
        assert_eq!(parse("postgres://%2Frun%2Fpg/shop").unwrap().hosts, [(Host::Folder("/run/pg".into()), 5432)]);
    }

    #[test]
    fn a_password_holds_any_character() {
        let password = |url: &str| String::from_utf8(parse(url).unwrap().password.unwrap()).unwrap();
        assert_eq!(password("postgres://me:p@ss:w/rd#%zz@h/x"), "p@ss:w/rd#%zz");
        assert_eq!(password("postgres://me:a?b@h/x?sslmode=disable"), "a?b");
        assert_eq!(password("postgres://me:%40%3A%2F%25@h/x?connect_timeout=3"), "@:/%");
        assert_eq!(password("postgres://h/x?user=me&password=a%26b"), "a&b");
    }

    #[test]
    fn options() {
        let target = parse(
            "postgres://h/x?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3&statement_timeout=250&prepare=off&target_session_attrs=read-write",
        );
        let target = target.unwrap();
        assert_eq!((target.encryption, target.prepare, target.wanted), (Encryption::Verify, false, Wanted::Primary));
        assert_eq!(
            (target.connect_timeout, target.statement_timeout),
            (Some(Duration::from_secs(3)), Some(Duration::from_millis(250)))
        );
        assert_eq!(
            parse("postgres://h/x?statement_timeout=5s").unwrap().statement_timeout,
            Some(Duration::from_secs(5))
        );
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_the_url() {
        let message = |url: &str| {
            let message = parse(url).unwrap_err().to_string();
            assert!(!message.contains("secret"), "{message}");
            message
        };
        assert!(message("postgres:h/x").contains("`//`"));
        assert!(message("postgres://me:secret@h:port/x").contains("port"));
        assert!(message("postgres://me:secret@h/x?ssl=1").contains("`ssl` is no option"));
        assert!(message("postgres://me:secret@h/x?sslmode=on").contains("verify-full"));
        assert!(message("postgres://me:secret@h/x?connect_timeout=soon").contains("500ms"));
    }
}
