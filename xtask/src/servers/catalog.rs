//! The servers that can be had, each a row: its name, the variables that lead to it, and how it is started.

use super::place::Home;
use super::process::Running;
use super::{mariadb, mysql, postgres};

/// A row of the table of servers.
pub(crate) struct Server {
    /// The word on the command line, and the name of its folder.
    pub(crate) name: &'static str,
    /// What people call it.
    pub(crate) title: &'static str,
    /// The variables that lead tests to it; one for each node of a cluster.
    pub(crate) variables: &'static [&'static str],
    /// The server behind it.
    pub(crate) needs: Option<&'static str>,
    /// When a test run brings it up.
    pub(crate) when: When,
    /// Uses the one that runs, or starts one.
    pub(crate) start: fn(&Home, &Server) -> Result<Running, String>,
}

/// When a test run brings a server up.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum When {
    /// In every run with servers.
    Always,
    /// In the full run, and when it is named.
    Full,
}

impl Server {
    /// Its variables, each with the address that belongs to it.
    pub(crate) fn urls(&self, urls: &[String]) -> Vec<(String, String)> {
        self.variables.iter().map(|&name| name.to_owned()).zip(urls.iter().cloned()).collect()
    }
}

/// All servers, in the order in which they are shown.
pub(crate) const SERVERS: &[Server] = &[
    Server {
        name: "postgres",
        title: "PostgreSQL 15",
        variables: &["QUERENT_TEST_POSTGRES"],
        needs: None,
        when: When::Always,
        start: postgres::postgres,
    },
    Server {
        name: "mariadb",
        title: "MariaDB 10.11",
        variables: &["QUERENT_TEST_MARIADB"],
        needs: None,
        when: When::Always,
        start: mariadb::mariadb,
    },
    Server {
        name: "mysql",
        title: "MySQL 9.7",
        variables: &["QUERENT_TEST_MYSQL"],
        needs: None,
        when: When::Always,
        start: mysql::mysql,
    },
    Server {
        name: "cockroach",
        title: "CockroachDB (a PostgreSQL in its clothes)",
        variables: &["QUERENT_TEST_COCKROACH"],
        needs: None,
        when: When::Always,
        start: postgres::cockroach,
    },
    Server {
        name: "postgres18",
        title: "PostgreSQL 18",
        variables: &["QUERENT_TEST_POSTGRES18"],
        needs: None,
        when: When::Full,
        start: postgres::postgres18,
    },
    Server {
        name: "standby",
        title: "PostgreSQL 15 with a hot standby",
        variables: &["QUERENT_TEST_PRIMARY", "QUERENT_TEST_STANDBY"],
        needs: None,
        when: When::Full,
        start: postgres::standby,
    },
    Server {
        name: "galera",
        title: "MariaDB Galera, three nodes",
        variables: &["QUERENT_TEST_GALERA", "QUERENT_TEST_GALERA_2", "QUERENT_TEST_GALERA_3"],
        needs: None,
        when: When::Full,
        start: mariadb::galera,
    },
    Server {
        name: "group",
        title: "MySQL 9.7 Group Replication, three nodes",
        variables: &["QUERENT_TEST_GROUP", "QUERENT_TEST_GROUP_2", "QUERENT_TEST_GROUP_3"],
        needs: None,
        when: When::Full,
        start: mysql::group,
    },
    Server {
        name: "pgbouncer",
        title: "pgbouncer with prepared statements",
        variables: &["QUERENT_TEST_PGBOUNCER"],
        needs: Some("postgres"),
        when: When::Full,
        start: postgres::pgbouncer,
    },
    Server {
        name: "pgbouncer-old",
        title: "pgbouncer 1.18",
        variables: &["QUERENT_TEST_PGBOUNCER_OLD"],
        needs: Some("postgres"),
        when: When::Full,
        start: postgres::pgbouncer_old,
    },
];

/// The row of a name.
pub(crate) fn find(name: &str) -> Result<&'static Server, String> {
    SERVERS.iter().find(|server| server.name == name).ok_or_else(|| {
        let names: Vec<&str> = SERVERS.iter().map(|server| server.name).collect();
        format!("there is no server `{name}`; there are {}", names.join(", "))
    })
}
