//! The dialects of SQL, as facts: what each can do and how it spells things.

/// A dialect of SQL that statements are rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// SQLite 3.45 or newer.
    Sqlite,
    /// MySQL 8.0 or newer.
    Mysql,
    /// MariaDB 10.6 or newer.
    Mariadb,
    /// PostgreSQL 13 or newer.
    Postgres,
    /// CockroachDB 23 or newer.
    Cockroach,
}

impl Dialect {
    /// All of them, in the order in which a statement keeps its texts: `ALL[d as usize] == d`.
    pub const ALL: [Dialect; 5] =
        [Dialect::Sqlite, Dialect::Mysql, Dialect::Mariadb, Dialect::Postgres, Dialect::Cockroach];

    /// What it can do and how it spells things.
    pub const fn features(self) -> &'static Features {
        match self {
            Dialect::Sqlite => &Features::SQLITE,
            Dialect::Mysql => &Features::MYSQL,
            Dialect::Mariadb => &Features::MARIADB,
            Dialect::Postgres => &Features::POSTGRES,
            Dialect::Cockroach => &Features::COCKROACH,
        }
    }
}

/// What a dialect can do and how it spells things.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Which dialect this is; for names in messages only.
    pub name: &'static str,
}

impl Features {
    /// SQLite.
    pub const SQLITE: Features = Features { name: "SQLite" };
    /// MySQL.
    pub const MYSQL: Features = Features { name: "MySQL" };
    /// MariaDB.
    pub const MARIADB: Features = Features { name: "MariaDB", ..Features::MYSQL };
    /// PostgreSQL.
    pub const POSTGRES: Features = Features { name: "PostgreSQL" };
    /// CockroachDB.
    pub const COCKROACH: Features = Features { name: "CockroachDB", ..Features::POSTGRES };
}
