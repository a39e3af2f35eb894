//! What a server says of its version → its dialect, or why querent does not work with it.

use super::bulk::Bulk;
use crate::error::{Error, ErrorKind, Result};
use querent_schema::Dialect;
use std::time::Duration;

/// What a server is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Version {
    pub(super) dialect: Dialect,
    /// The collation in which texts compare by code point, without padding.
    pub(super) collation: &'static str,
    /// Behind other settings, what limits the time of a statement.
    pub(super) time_limit: fn(Duration) -> String,
    /// Whether one message may hold many rows for a text of one.
    pub(super) bulk: Bulk,
}

/// A family of servers: what its version text holds, the first version that has all that the texts need, and what that is.
struct Family {
    mark: &'static str,
    name: &'static str,
    first: [u32; 3],
    lacks: &'static str,
    version: Version,
}

const MYSQL: Version =
    Version { dialect: Dialect::Mysql, collation: "utf8mb4_0900_bin", time_limit: in_milliseconds, bulk: Bulk::Absent };

/// The first whose mark the text holds; MySQL's own has none.
const FAMILIES: [Family; 3] = [
    Family {
        mark: "MariaDB",
        name: "MariaDB",
        first: [10, 6, 0],
        lacks: "JSON_TABLE and SKIP LOCKED",
        version: Version {
            dialect: Dialect::Mariadb,
            collation: "utf8mb4_nopad_bin",
            time_limit: in_seconds,
            bulk: Bulk::Unknown,
        },
    },
    Family { mark: "TiDB", name: "TiDB's MySQL", first: [8, 0, 11], lacks: "what MySQL 8 has", version: MYSQL },
    Family {
        mark: "",
        name: "MySQL",
        first: [8, 0, 19],
        lacks: "CHECK constraints, `utf8mb4_0900_bin` and the names of tables in errors",
        version: MYSQL,
    },
];

/// Reads what `version()` gives.
///
/// # Errors
/// When the server is too old.
pub(super) fn read(text: &str) -> Result<Version> {
    let family = FAMILIES.iter().find(|family| text.contains(family.mark)).unwrap_or(&FAMILIES[2]);
    // Behind some proxies MariaDB puts `5.5.5-` before its version.
    let number = text.strip_prefix("5.5.5-").unwrap_or(text);
    let mut parts = number.split(|character: char| !character.is_ascii_digit()).map_while(|part| part.parse().ok());
    let found = std::array::from_fn(|_| parts.next().unwrap_or(0));
    if found < family.first {
        let [major, minor, patch] = family.first;
        let text = format!(
            "the server is {} {text}, which lacks {}: querent needs {major}.{minor}.{patch} or newer",
            family.name, family.lacks
        );
        return Err(Error::new(ErrorKind::Connection, text));
    }
    Ok(family.version)
}

/// Of every statement.
fn in_seconds(limit: Duration) -> String {
    format!(", max_statement_time = {}", limit.as_secs_f64())
}

/// Of SELECT only.
fn in_milliseconds(limit: Duration) -> String {
    format!(", max_execution_time = {}", limit.as_millis().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        let dialect = |text| read(text).map(|version| version.dialect).map_err(|error| error.to_string());
        assert_eq!(dialect("10.11.19-MariaDB-0+deb12u1"), Ok(Dialect::Mariadb));
        assert_eq!(dialect("5.5.5-11.4.2-MariaDB-log"), Ok(Dialect::Mariadb));
        assert_eq!(dialect("9.7.4-2"), Ok(Dialect::Mysql));
        assert_eq!(dialect("8.0.36-28.1 Percona"), Ok(Dialect::Mysql));
        assert_eq!(dialect("8.0.11-TiDB-v8.5.0"), Ok(Dialect::Mysql));
        assert!(dialect("5.7.44-log").unwrap_err().contains("8.0.19 or newer"));
        assert!(dialect("10.5.29-MariaDB").unwrap_err().contains("10.6.0 or newer"));
    }
}
