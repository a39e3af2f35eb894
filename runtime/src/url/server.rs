//! The URL of a server → its parts, decoded: what is the same for every kind of server. It is never repeated in an error, for it may hold a password.

use crate::error::{Condition, Error, ErrorKind, Result};
use std::time::Duration;

/// The parts of `scheme://user:password@host:port,host/database?name=value`, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'u> {
    pub(crate) scheme: &'u str,
    pub(crate) user: &'u str,
    pub(crate) password: Option<&'u str>,
    pub(crate) hosts: &'u str,
    pub(crate) database: &'u str,
    pub(crate) options: &'u str,
}

impl<'u> Parts<'u> {
    /// Takes a URL apart; `port` stands in the example of what is wrong.
    pub(crate) fn read(url: &'u str, port: u16) -> Result<Self> {
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        let rest = rest.strip_prefix("//").ok_or_else(|| {
            bad(format!("`{scheme}:` is followed by `//`: write `{scheme}://user:password@host:{port}/database`"))
        })?;
        // A password may hold any character, also those that end it elsewhere.
        let options_begin = rest.find('?').unwrap_or(rest.len());
        let at = rest[..options_begin].rfind('@').or_else(|| rest.rfind('@'));
        let (login, place) = at.map_or(("", rest), |at| (&rest[..at], &rest[at + 1..]));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        let (place, options) = place.split_once('?').unwrap_or((place, ""));
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        Ok(Parts { scheme, user, password, hosts, database, options })
    }

    /// The options in their order: name, value as it is written, and decoded.
    pub(crate) fn options(self) -> impl Iterator<Item = Result<(&'u str, &'u str, String)>> {
        self.options.split('&').filter(|option| !option.is_empty()).map(|option| {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            Ok((name, value, decode_text(value)?))
        })
    }
}

/// Which of several servers is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Any,
    /// One that takes writes.
    Primary,
    /// One that takes none.
    Standby,
}

impl Wanted {
    /// Reads `target_session_attrs`.
    pub(crate) fn read(text: &str) -> Result<Wanted> {
        match text {
            "any" => Ok(Wanted::Any),
            "read-write" | "primary" => Ok(Wanted::Primary),
            "read-only" | "standby" => Ok(Wanted::Standby),
            _ => Err(bad("`target_session_attrs` of a database URL is any, read-write or read-only")),
        }
    }

    /// Why a server that takes writes, or takes none, is not the one.
    pub(crate) fn refuses(self, takes_writes: bool) -> Option<Error> {
        const ASKS: &str = "and `target_session_attrs` of the URL asks for";
        match (self, takes_writes) {
            (Wanted::Primary, false) => Some(
                bad(format!("the server takes no writes, {ASKS} one that does")).with_condition(Condition::ReadOnly),
            ),
            (Wanted::Standby, true) => Some(bad(format!("the server takes writes, {ASKS} a standby"))),
            _ => None,
        }
    }
}

/// A part that is there.
pub(crate) fn given(text: &str) -> Result<Option<String>> {
    if text.is_empty() { Ok(None) } else { decode_text(text).map(Some) }
}

/// `host`, `host:5433`, `[::1]:5433`, or a path with its `/` as `%2F`; the port only where it is given.
pub(crate) fn host(text: &str) -> Result<(String, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or_else(|| bad("an IPv6 address ends with `]`"))?,
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        Some(number) => Some(self::port(number)?),
        None => return Err(bad("behind `]` comes `:` and the port")),
    };
    Ok((decode_text(host)?, port))
}

/// A port as a number.
pub(crate) fn port(text: &str) -> Result<u16> {
    let port = text.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| bad("the port in the database URL is not a number from 1 to 65535"))
}

/// `500ms`, `5s`, `2min`, or a number of the unit that the option has.
pub(crate) fn time(name: &str, text: &str, unit: fn(u64) -> Duration) -> Result<Duration> {
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
    time.ok_or_else(|| bad(format!("`{name}` of a database URL is a time above 0, such as 500ms, 5s or 2min")))
}

/// `%40` is `@`; a `%` without two hexadecimal digits behind it stands for itself.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    while let [first, more @ ..] = rest {
        rest = more;
        match (first, more) {
            (b'%', [high, low, after @ ..]) if digit(high).is_some() && digit(low).is_some() => {
                bytes.extend(digit(high).zip(digit(low)).map(|(high, low)| (high * 16 + low) as u8));
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

/// The same as a text.
pub(crate) fn decode_text(text: &str) -> Result<String> {
    String::from_utf8(decode(text)).map_err(|_| bad("the database URL is not UTF-8 after its `%` are decoded"))
}

/// An error about a URL.
pub(crate) fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Connection, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart_and_a_password_holds_any_character() {
        let parts = Parts::read("postgres://me:p@ss:w/rd#@h:1,i/shop?a=b&c=%20", 1).unwrap();
        assert_eq!((parts.scheme, parts.user, parts.password), ("postgres", "me", Some("p@ss:w/rd#")));
        assert_eq!((parts.hosts, parts.database), ("h:1,i", "shop"));
        let options: Vec<_> = parts.options().map(Result::unwrap).collect();
        assert_eq!(options, [("a", "b", "b".to_owned()), ("c", "%20", " ".to_owned())]);
        assert_eq!(Parts::read("postgres://me:a?b@h/x", 1).unwrap().password, Some("a?b"));
        let parts = Parts::read("mysql:///shop", 1).unwrap();
        assert_eq!((parts.user, parts.password, parts.hosts, parts.database), ("", None, "", "shop"));
        assert!(Parts::read("mysql:secret", 3306).unwrap_err().to_string().contains("mysql://user:password@host:3306"));
    }

    #[test]
    fn hosts_times_and_percent_signs() {
        assert_eq!(host("[::1]:7").unwrap(), ("::1".to_owned(), Some(7)));
        assert_eq!(host("%2Frun%2Fpg").unwrap(), ("/run/pg".to_owned(), None));
        assert!(host("[::1").is_err() && host("h:0").is_err() && host("[::1]7").is_err());
        assert_eq!(time("t", "2min", Duration::from_secs).unwrap(), Duration::from_secs(120));
        assert_eq!(time("t", "250", Duration::from_millis).unwrap(), Duration::from_millis(250));
        assert!(time("t", "0", Duration::from_secs).is_err() && time("t", "5h", Duration::from_secs).is_err());
        assert_eq!(decode("a%40%zz%+1%4"), b"a@%zz%+1%4");
    }
}
