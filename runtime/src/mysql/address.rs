//! A URL of MySQL or MariaDB → hosts, user, database and options; it is never repeated in an error, for it may hold a password.

use crate::error::Result;
use crate::url::server::{Parts, Wanted, bad, given, host, time};
use std::path::PathBuf;
use std::time::Duration;

/// What a URL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Tried in turn; at least one.
    pub(super) places: Vec<Place>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
    pub(super) encryption: Encryption,
    /// A file with certificates to trust, in place of the system's.
    pub(super) roots: Option<PathBuf>,
    pub(super) connect_timeout: Option<Duration>,
    /// How long a statement may take.
    pub(super) statement_timeout: Option<Duration>,
    pub(super) wanted: Wanted,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Host(String, u16),
    Socket(String),
}

/// Whether what is sent can be read by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// It can.
    None,
    /// It cannot if the server encrypts.
    Preferred,
    /// It cannot, and the server may be anyone.
    Any,
    /// The server's certificate is checked, and not its name.
    Authority,
    /// The server's certificate and its name are checked.
    Full,
}

const PORT: u16 = 3306;

/// Reads what stands behind `mysql:` or `mariadb:`.
pub(super) fn read(url: &str) -> Result<Address> {
    let parts = Parts::read(url, PORT)?;
    let mut address = Address {
        places: parts.hosts.split(',').map(read_place).collect::<Result<_>>()?,
        user: given(parts.user)?,
        password: given(parts.password.unwrap_or_default())?,
        database: given(parts.database)?,
        encryption: Encryption::Preferred,
        roots: None,
        connect_timeout: None,
        statement_timeout: None,
        wanted: Wanted::Any,
    };
    for option in parts.options() {
        let (name, _, value) = option?;
        read_option(&mut address, name, &value)?;
    }
    // Who names whom to trust wants it to be verified.
    if address.roots.is_some() && matches!(address.encryption, Encryption::Preferred | Encryption::Any) {
        address.encryption = Encryption::Authority;
    }
    Ok(address)
}

fn read_option(address: &mut Address, name: &str, value: &str) -> Result<()> {
    match name {
        "sslmode" => {
            address.encryption = match value {
                "disable" => Encryption::None,
                "prefer" => Encryption::Preferred,
                "require" => Encryption::Any,
                "verify-ca" => Encryption::Authority,
                "verify-full" => Encryption::Full,
                _ => return Err(bad("`sslmode` is disable, prefer, require, verify-ca or verify-full")),
            }
        }
        "sslrootcert" => address.roots = Some(value.into()),
        "socket" => address.places = vec![Place::Socket(value.to_owned())],
        "connect_timeout" => address.connect_timeout = Some(time(name, value, Duration::from_secs)?),
        "target_session_attrs" => address.wanted = Wanted::read(value)?,
        "statement_timeout" => address.statement_timeout = Some(time(name, value, Duration::from_millis)?),
        _ => {
            return Err(bad(format!(
                "`{name}` is no option of a `mysql:` URL; there are sslmode, sslrootcert, socket, connect_timeout, statement_timeout and target_session_attrs"
            )));
        }
    }
    Ok(())
}

/// `host`, `host:3307`, `[::1]:3307`, or the path of a socket with its `/` as `%2F`.
fn read_place(text: &str) -> Result<Place> {
    let (host, port) = host(text)?;
    Ok(match host {
        socket if socket.starts_with('/') => Place::Socket(socket),
        host if host.is_empty() => Place::Host("localhost".to_owned(), port.unwrap_or(PORT)),
        host => Place::Host(host, port.unwrap_or(PORT)),
    })
}

/// `127.0.0.1:3306/shop`; of several the first.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        write!(f, "{}/{}", places.join(","), self.database.as_deref().unwrap_or_default())
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Host(host, port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Place::Host(host, port) => write!(f, "{host}:{port}"),
            Place::Socket(path) => f.write_str(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(host: &str, port: u16) -> Place {
        Place::Host(host.to_owned(), port)
    }

    #[test]
    fn urls_are_read() {
        let address =
            read("mysql://me:p%40s/s:@w%%2@db.example:3307/shop?sslmode=verify-full&sslrootcert=%2Fa.pem").unwrap();
        assert_eq!((address.user.as_deref(), address.password.as_deref()), (Some("me"), Some("p@s/s:@w%%2")));
        assert_eq!((address.places, address.database.as_deref()), (vec![host("db.example", 3307)], Some("shop")));
        assert_eq!((address.encryption, address.roots), (Encryption::Full, Some("/a.pem".into())));

        let address = read("mariadb://root@a,b:1,[::1]:2").unwrap();
        assert_eq!(address.places, [host("a", 3306), host("b", 1), host("::1", 2)]);
        assert_eq!(address.to_string(), "a:3306,b:1,[::1]:2/");
        assert_eq!((address.password, address.database), (None, None));

        assert_eq!(read("mysql:///shop").unwrap().places, [host("localhost", 3306)]);
        let socket = [Place::Socket("/run/my.sock".to_owned())];
        assert_eq!(read("mysql://%2Frun%2Fmy.sock/shop").unwrap().places, socket);
        assert_eq!(read("mysql://root@localhost/shop?socket=/run/my.sock").unwrap().places, socket);
        let address = read("mysql://h/d?connect_timeout=2&statement_timeout=500").unwrap();
        assert_eq!(address.connect_timeout, Some(Duration::from_secs(2)));
        assert_eq!(address.statement_timeout, Some(Duration::from_millis(500)));
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_repeating_it() {
        for (url, expected) in [
            ("mysql:secret", "`//`"),
            ("mysql://me:secret@h:x", "port"),
            ("mysql://me:secret@h/d?ssl=1", "`ssl` is no option"),
            ("mysql://me:secret@h/d?sslmode=never", "verify-full"),
            ("mysql://me:secret@h/d?connect_timeout=0", "2min"),
            ("mysql://me:secret@[::1/d", "`]`"),
        ] {
            let message = read(url).unwrap_err().to_string();
            assert!(message.contains(expected) && !message.contains("secret"), "{url}: {message}");
        }
    }
}
