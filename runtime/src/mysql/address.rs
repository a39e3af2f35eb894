//! A URL of MySQL or MariaDB → hosts, user, database and options; it is never repeated in an error, for it may hold a password.

use crate::error::{Error, ErrorKind, Result};
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
    let rest = url.split_once("://").ok_or_else(|| bad("write `mysql://user:password@host:3306/database`"))?.1;
    // A password may hold any character, also those that end it elsewhere.
    let options_begin = rest.find('?').unwrap_or(rest.len());
    let at = rest[..options_begin].rfind('@').or_else(|| rest.rfind('@'));
    let (login, place) = at.map_or(("", rest), |at| (&rest[..at], &rest[at + 1..]));
    let (place, options) = place.split_once('?').unwrap_or((place, ""));
    let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let mut address = Address {
        places: hosts.split(',').map(read_place).collect::<Result<_>>()?,
        user: decoded(user)?,
        password: decoded(password)?,
        database: decoded(database)?,
        encryption: Encryption::Preferred,
        roots: None,
        connect_timeout: None,
        statement_timeout: None,
    };
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        read_option(&mut address, name, &decode(value)?)?;
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
        "statement_timeout" => address.statement_timeout = Some(time(name, value, Duration::from_millis)?),
        _ => {
            return Err(bad(format!(
                "`{name}` is no option of a `mysql:` URL; there are sslmode, sslrootcert, socket, connect_timeout and statement_timeout"
            )));
        }
    }
    Ok(())
}

/// `500ms`, `5s`, `2min`, or a number of the unit that the option has.
fn time(name: &str, text: &str, unit: fn(u64) -> Duration) -> Result<Duration> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let unit: Option<fn(u64) -> Duration> = match suffix {
        "" => Some(unit),
        "ms" => Some(Duration::from_millis),
        "s" => Some(Duration::from_secs),
        "min" => Some(|minutes| Duration::from_secs(minutes * 60)),
        _ => None,
    };
    let number = number.parse::<u32>().ok().filter(|number| *number > 0);
    let time = unit.zip(number).map(|(unit, number)| unit(number.into()));
    time.ok_or_else(|| bad(format!("`{name}` is a time above 0, such as 500ms, 5s or 2min")))
}

/// `host`, `host:3307`, `[::1]:3307`, or the path of a socket with its `/` as `%2F`.
fn read_place(text: &str) -> Result<Place> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or_else(|| bad("an IPv6 address ends with `]`"))?,
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => PORT,
        Some(port) => port.parse().map_err(|_| bad("the port in the URL is not a number from 1 to 65535"))?,
        None => return Err(bad("behind `]` comes `:` and the port")),
    };
    Ok(match decode(host)? {
        socket if socket.starts_with('/') => Place::Socket(socket),
        host if host.is_empty() => Place::Host("localhost".to_owned(), port),
        host => Place::Host(host, port),
    })
}

fn decoded(text: &str) -> Result<Option<String>> {
    if text.is_empty() { Ok(None) } else { decode(text).map(Some) }
}

/// `%40` is `@`; a `%` without two hexadecimal digits behind it stands for itself.
fn decode(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let digits = more.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| *first == b'%' && !digits.starts_with('+'));
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = if decoded.is_some() { &more[2..] } else { more };
        bytes.push(decoded.unwrap_or(*first));
    }
    String::from_utf8(bytes).map_err(|_| bad("the URL is not UTF-8 after its `%` are decoded"))
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Connection, message)
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
            ("mysql:secret", "mysql://user"),
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
