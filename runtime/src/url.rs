//! A database URL → where the database is and how it is opened; a URL is never repeated in an error, for it may hold a password.

#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) mod server;

use crate::error::{Error, ErrorKind, Result};
use std::path::PathBuf;

/// What a URL names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// SQLite, in memory or in a file.
    Sqlite {
        /// Where it is.
        place: Place,
        /// What may be done with it.
        mode: Mode,
    },
    /// The file store, in memory or in a folder.
    File {
        /// Where it is.
        place: Place,
        /// What may be done with it.
        mode: Mode,
        /// Whether a commit waits for the disk.
        sync: bool,
    },
}

/// Where an embedded database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the memory of this process; gone when it is closed.
    Memory,
    /// In this file or folder.
    File(PathBuf),
}

/// What may be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Reading.
    Read,
    /// Reading and writing, when the file is there.
    Write,
    /// Reading and writing; the file is made when it is missing.
    Create,
}

/// Schemes of stores that a build may lack, and the features that have them.
const SERVERS: [(&str, &str); 6] = [
    ("postgres", "postgres"),
    ("postgresql", "postgres"),
    ("cockroach", "postgres"),
    ("cockroachdb", "postgres"),
    ("mysql", "mysql"),
    ("mariadb", "mysql"),
];

/// What there is to write.
const KNOWN: &str = "`postgres://…`, `mysql://…`, `sqlite:path`, `file:folder`, `sqlite::memory:` or `file::memory:`";

/// Reads a URL.
pub(crate) fn parse(url: &str) -> Result<Target> {
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    match scheme {
        "sqlite" => parse_sqlite(rest),
        "file" => parse_file(rest),
        scheme => Err(bad(match SERVERS.iter().find(|(known, _)| *known == scheme) {
            Some((_, feature)) => {
                format!("this build of querent lacks the feature `{feature}`: enable it in Cargo.toml")
            }
            None if is_scheme(scheme) => {
                format!("`{scheme}:` is no kind of database that querent knows: write {KNOWN}")
            }
            None => format!("the database URL does not begin with a scheme: write {KNOWN}"),
        })),
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Connection, message)
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn parse_sqlite(rest: &str) -> Result<Target> {
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let mut mode = None;
    parse_options(options, |name, value| match name {
        "mode" => parse_mode("sqlite", value).map(|given| mode = Some(given)),
        _ => Err(bad(format!("`{name}` is no option of a `sqlite:` URL; there is `mode`, one of ro, rw, rwc"))),
    })?;
    if path == ":memory:" {
        return match mode {
            None | Some(Mode::Create) => Ok(Target::Sqlite { place: Place::Memory, mode: Mode::Create }),
            Some(_) => Err(bad("`sqlite::memory:` begins empty, so it takes no `mode`")),
        };
    }
    let place = parse_place("sqlite", "file", path)?;
    Ok(Target::Sqlite { place, mode: mode.unwrap_or(Mode::Create) })
}

fn parse_file(rest: &str) -> Result<Target> {
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (mut mode, mut sync) = (None, true);
    parse_options(options, |name, value| match (name, value) {
        ("mode", value) => parse_mode("file", value).map(|given| mode = Some(given)),
        ("sync", "on" | "off") => {
            sync = value == "on";
            Ok(())
        }
        ("sync", _) => Err(bad("`sync` of a `file:` URL is on (a commit waits for the disk) or off")),
        _ => Err(bad(format!(
            "`{name}` is no option of a `file:` URL; there are `mode`, one of ro, rw, rwc, and `sync`, on or off"
        ))),
    })?;
    if path == ":memory:" {
        return match mode {
            None | Some(Mode::Create) => Ok(Target::File { place: Place::Memory, mode: Mode::Create, sync: false }),
            Some(_) => Err(bad("`file::memory:` begins empty, so it takes no `mode`")),
        };
    }
    let place = parse_place("file", "folder", path)?;
    Ok(Target::File { place, mode: mode.unwrap_or(Mode::Create), sync })
}

/// The path of a URL, in whichever of its forms.
fn parse_place(scheme: &str, what: &str, path: &str) -> Result<Place> {
    // Such a URL was meant for another store; its password would end up in messages about a missing folder.
    if path.strip_prefix("//").is_some_and(|path| path.split('/').next().is_some_and(|host| host.contains('@'))) {
        let text =
            format!("`{scheme}:` names a {what} and no server, so it takes no user and no host: write `{scheme}:path`");
        return Err(bad(text));
    }
    // `sqlite:///tmp/a.db` and `sqlite://a.db` are written by other libraries.
    let path = percent_decode(path.strip_prefix("//").unwrap_or(path))?;
    if path.is_empty() {
        let text =
            format!("`{scheme}:` needs a path: write `{scheme}:path`, or `{scheme}::memory:` for a database in memory");
        return Err(bad(text));
    }
    if path.contains('\0') {
        return Err(bad("a path cannot hold a NUL character"));
    }
    Ok(Place::File(path.into()))
}

fn parse_options(options: &str, mut take: impl FnMut(&str, &str) -> Result<()>) -> Result<()> {
    options.split('&').filter(|option| !option.is_empty()).try_for_each(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        take(name, value)
    })
}

fn parse_mode(scheme: &str, value: &str) -> Result<Mode> {
    match value {
        "ro" => Ok(Mode::Read),
        "rw" => Ok(Mode::Write),
        "rwc" => Ok(Mode::Create),
        _ => Err(bad(format!("`mode` of a `{scheme}:` URL is ro (read), rw (read and write) or rwc (create, too)"))),
    }
}

/// `%20` is a space; anything else stands for itself.
fn percent_decode(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        rest = more;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = more.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte =
            digits.filter(|digits| !digits.starts_with('+')).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(
            byte.ok_or_else(|| bad("a `%` in a URL is followed by two hexadecimal digits; `%` itself is `%25`"))?,
        );
        rest = &more[2..];
    }
    String::from_utf8(bytes).map_err(|_| bad("the path in the URL is not UTF-8 after its `%` are decoded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, mode: Mode) -> Target {
        Target::Sqlite { place: Place::File(path.into()), mode }
    }

    #[test]
    fn urls_of_sqlite() {
        assert_eq!(parse("sqlite::memory:").unwrap(), Target::Sqlite { place: Place::Memory, mode: Mode::Create });
        assert_eq!(parse("sqlite:a.db").unwrap(), file("a.db", Mode::Create));
        assert_eq!(parse("sqlite:/tmp/a b.db?mode=ro").unwrap(), file("/tmp/a b.db", Mode::Read));
        assert_eq!(parse("sqlite:///tmp/a.db?mode=rw").unwrap(), file("/tmp/a.db", Mode::Write));
        assert_eq!(parse("sqlite://a.db?mode=rwc").unwrap(), file("a.db", Mode::Create));
        assert_eq!(parse("sqlite:%E2%82%AC%3f%25.db").unwrap(), file("€?%.db", Mode::Create));
    }

    #[test]
    fn urls_of_the_file_store() {
        let store = |place, mode, sync| Target::File { place, mode, sync };
        let folder = |path: &str| Place::File(path.into());
        assert_eq!(parse("file::memory:").unwrap(), store(Place::Memory, Mode::Create, false));
        assert_eq!(parse("file:./data").unwrap(), store(folder("./data"), Mode::Create, true));
        assert_eq!(
            parse("file:///srv/my%20data?sync=off&mode=rw").unwrap(),
            store(folder("/srv/my data"), Mode::Write, false)
        );
        assert_eq!(parse("file:data?mode=ro").unwrap(), store(folder("data"), Mode::Read, true));
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_repeating_it() {
        let message = |url: &str| parse(url).unwrap_err().to_string();
        assert!(message("sqlite:a.db?cache=shared").contains("`cache` is no option"));
        assert!(message("sqlite:a.db?mode=x").contains("ro (read)"));
        assert!(message("sqlite:").contains("needs a path"));
        assert!(message("sqlite:a%2").contains("%25"));
        assert!(message("sqlite:a%+1").contains("%25"));
        assert!(message("sqlite:a%FF").contains("UTF-8"));
        assert!(message("a.db").contains("scheme"));
        assert!(message("file:data?x=1").contains("`x` is no option"));
        assert!(message("file:data?sync=maybe").contains("on (a commit"));
        assert!(message("file::memory:?mode=ro").contains("begins empty"));
        assert!(message("file:").contains("needs a path"));
        assert!(message("oracle://me:secret@host").contains("`oracle:`"));
        assert!(message("sqlite://me:secret@host/db").contains("no server"));
        assert_eq!(parse("sqlite:///srv/a@b.db").unwrap(), file("/srv/a@b.db", Mode::Create));
        for url in [
            "mysql://me:secret@host/db",
            "sqlite://me:secret@host",
            "me secret:secret@host",
            "postgres://me:secret@host",
        ] {
            assert!(!message(url).contains("secret"), "{url}");
        }
    }
}
