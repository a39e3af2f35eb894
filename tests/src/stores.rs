//! The table of stores: a row says where a store is to be had, how a fresh database is made on it, and what does not hold there.

use std::io::Write;
use std::sync::Once;

/// A row: a kind of place to keep rows in.
#[derive(Clone, Copy)]
pub struct Store {
    /// What people call it.
    pub name: &'static str,
    /// How a fresh database is made.
    pub make: Make,
    /// Tests that do not hold there, by the name of their function, each with the reason. Such a test must fail there.
    pub deviations: &'static [(&'static str, &'static str)],
}

/// How a fresh database is made.
#[derive(Clone, Copy)]
pub enum Make {
    /// The URL makes one by itself.
    Url(&'static str),
    /// A file or folder that is not there yet, behind this scheme.
    Path(&'static str),
    /// `CREATE DATABASE` on the server that a variable names, which speaks PostgreSQL's protocol.
    #[cfg(feature = "servers")]
    Postgres(&'static str),
    /// `CREATE DATABASE` on the server that a variable names, which speaks MySQL's protocol.
    #[cfg(feature = "servers")]
    Mysql(&'static str),
    /// `CREATE DATABASE` on the PostgreSQL behind the pooler that a variable names, whose URLs end with these options.
    #[cfg(feature = "servers")]
    Pooler(&'static str, &'static str),
}

#[cfg(feature = "servers")]
const MYSQL_DEVIATIONS: &[(&str, &str)] =
    &[("one_letter_becomes_two_in_capitals", "upper and lower map a letter to one letter")];

#[cfg(feature = "servers")]
const COUNTER: &str = "a sequence does not see the keys that were given, and looking costs each insert a round trip";

/// What a PostgreSQL in CockroachDB's clothes does otherwise than CockroachDB, and what both do otherwise than others.
#[cfg(feature = "servers")]
const STAND_IN_DEVIATIONS: &[(&str, &str)] = &[
    ("counting_goes_on_behind_a_key_that_was_given", COUNTER),
    ("one_letter_becomes_two_in_capitals", "upper and lower map a letter to one letter"),
    ("null_is_the_lowest_unless_told_otherwise", NULL_IS_HIGHEST),
    ("an_order_is_chosen_by_a_match", NULL_IS_HIGHEST),
    ("distinct_gives_each_once", NULL_IS_HIGHEST),
    ("distinct_rows_in_the_order_of_what_is_computed_with_a_value_are_all_there", NULL_IS_HIGHEST),
];

#[cfg(feature = "servers")]
const NULL_IS_HIGHEST: &str =
    "CockroachDB sorts NULL lowest by itself, the PostgreSQL below its clothes sorts it highest";

/// All stores, in the order in which they are tried.
pub const STORES: &[Store] = &[
    Store { name: "the file store in memory", make: Make::Url("file::memory:"), deviations: &[] },
    Store { name: "the file store in a folder", make: Make::Path("file"), deviations: &[] },
    Store { name: "SQLite in memory", make: Make::Url("sqlite::memory:"), deviations: &[] },
    Store { name: "SQLite on a file", make: Make::Path("sqlite"), deviations: &[] },
    Store { name: "the driver of examples/threaded", make: Make::Path("threaded"), deviations: &[] },
    #[cfg(feature = "servers")]
    Store {
        name: "PostgreSQL",
        make: Make::Postgres("QUERENT_TEST_POSTGRES"),
        deviations: &[("counting_goes_on_behind_a_key_that_was_given", COUNTER)],
    },
    #[cfg(feature = "servers")]
    Store { name: "MariaDB", make: Make::Mysql("QUERENT_TEST_MARIADB"), deviations: MYSQL_DEVIATIONS },
    #[cfg(feature = "servers")]
    Store { name: "MySQL", make: Make::Mysql("QUERENT_TEST_MYSQL"), deviations: MYSQL_DEVIATIONS },
    #[cfg(feature = "servers")]
    Store { name: "CockroachDB", make: Make::Postgres("QUERENT_TEST_COCKROACH"), deviations: STAND_IN_DEVIATIONS },
    #[cfg(feature = "servers")]
    Store {
        name: "PostgreSQL 18",
        make: Make::Postgres("QUERENT_TEST_POSTGRES18"),
        deviations: &[("counting_goes_on_behind_a_key_that_was_given", COUNTER)],
    },
    #[cfg(feature = "servers")]
    Store {
        name: "PostgreSQL behind pgbouncer",
        make: Make::Pooler("QUERENT_TEST_PGBOUNCER", ""),
        deviations: &[("counting_goes_on_behind_a_key_that_was_given", COUNTER)],
    },
    #[cfg(feature = "servers")]
    Store {
        name: "PostgreSQL behind pgbouncer 1.18",
        make: Make::Pooler("QUERENT_TEST_PGBOUNCER_OLD", "?prepare=off"),
        deviations: &[("counting_goes_on_behind_a_key_that_was_given", COUNTER)],
    },
    #[cfg(feature = "servers")]
    Store { name: "MariaDB Galera", make: Make::Mysql("QUERENT_TEST_GALERA"), deviations: MYSQL_DEVIATIONS },
    #[cfg(feature = "servers")]
    Store { name: "MySQL Group Replication", make: Make::Mysql(GROUP), deviations: MYSQL_DEVIATIONS },
];

/// The node of a group of servers that takes writes, until a test makes another one do so.
const GROUP: &str = "QUERENT_TEST_GROUP";

/// Whoever changes what the servers of a group are to each other writes here, and is alone with them; all others read.
pub static ROLES: tokio::sync::RwLock<()> = tokio::sync::RwLock::const_new(());

/// A database that is fresh and empty, until it is removed.
pub struct Place {
    /// Its URL.
    pub url: String,
    /// The variable that names its server, where its URL leads to one with nothing between.
    pub variable: Option<&'static str>,
    keeps: Keeps,
}

enum Keeps {
    Nothing,
    Folder(tempfile::TempDir),
    #[cfg(feature = "servers")]
    Server(crate::servers::Made),
}

impl Store {
    /// The variable that names its server; none for a store that needs no server.
    pub fn variable(&self) -> Option<&'static str> {
        match self.make {
            Make::Url(_) | Make::Path(_) => None,
            #[cfg(feature = "servers")]
            Make::Postgres(variable) | Make::Mysql(variable) | Make::Pooler(variable, _) => Some(variable),
        }
    }

    /// Whether it can be had in this run.
    pub fn is_here(&self) -> bool {
        match self.make {
            Make::Url(_) | Make::Path(_) => true,
            #[cfg(feature = "servers")]
            Make::Postgres(variable) | Make::Mysql(variable) | Make::Pooler(variable, _) => {
                crate::servers::url(variable).is_some()
            }
        }
    }

    /// Makes a fresh database.
    ///
    /// # Panics
    /// When the store is not to be had.
    pub async fn fresh(&self) -> Place {
        static REGISTERED: Once = Once::new();
        REGISTERED.call_once(|| querent::driver::register("threaded", crate::threaded::Threaded));
        match self.make {
            Make::Url(url) => Place { url: url.to_owned(), variable: None, keeps: Keeps::Nothing },
            Make::Path(scheme) => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = format!("{scheme}:{}", folder.path().join("store.db").display());
                Place { url, variable: None, keeps: Keeps::Folder(folder) }
            }
            #[cfg(feature = "servers")]
            Make::Postgres(variable) | Make::Mysql(variable) => {
                let made = made(variable).await;
                Place { url: made.url.clone(), variable: Some(variable), keeps: Keeps::Server(made) }
            }
            #[cfg(feature = "servers")]
            Make::Pooler(variable, options) => {
                let made = made(variable).await;
                Place { url: format!("{}{options}", made.url), variable: None, keeps: Keeps::Server(made) }
            }
        }
    }

    /// Keeps others from changing who takes writes, where tests do so.
    pub async fn settled(&self) -> Option<tokio::sync::RwLockReadGuard<'static, ()>> {
        let moves = self.variable().is_some_and(|variable| variable == GROUP);
        if moves { Some(ROLES.read().await) } else { None }
    }

    /// Whether all who connect to its URL see the same rows.
    pub fn is_shared(&self) -> bool {
        !matches!(self.make, Make::Url(_))
    }

    /// Whether its URL leads to a server, with nothing between.
    pub fn is_server(&self) -> bool {
        match self.make {
            Make::Url(_) | Make::Path(_) => false,
            #[cfg(feature = "servers")]
            Make::Postgres(_) | Make::Mysql(_) => true,
            #[cfg(feature = "servers")]
            Make::Pooler(..) => false,
        }
    }

    /// Why a test does not hold there, if it does not. A test is known by the path of the function it is written in.
    pub fn deviation(&self, path: &str) -> Option<&'static str> {
        let names = |name: &str| path.split("::").any(|part| part == name);
        self.deviations.iter().find(|(name, _)| names(name)).map(|&(_, reason)| reason)
    }
}

#[cfg(feature = "servers")]
async fn made(variable: &str) -> crate::servers::Made {
    let made = crate::servers::Made::new(variable).await;
    made.unwrap_or_else(|why| panic!("{variable} names no server that tests can use: {why}"))
}

impl Place {
    /// The URLs of the database on each node of its server: of further ones the variables are named like its own with `_2` and `_3` behind.
    pub fn nodes(&self) -> Vec<String> {
        let database = self.url.rsplit('/').next().unwrap_or_default();
        let variables = [2, 3].into_iter().filter_map(|number| Some(format!("{}_{number}", self.variable?)));
        let others = variables.filter_map(|variable| std::env::var(variable).ok());
        let others = others.filter_map(|other| Some(format!("{}/{database}", other.rsplit_once('/')?.0)));
        [self.url.clone()].into_iter().chain(others).collect()
    }

    /// Removes the database. One that cannot be removed is left to a later run.
    pub async fn remove(self) {
        match self.keeps {
            Keeps::Nothing => {}
            Keeps::Folder(folder) => drop(folder),
            #[cfg(feature = "servers")]
            Keeps::Server(made) => made.remove().await,
        }
    }
}

/// The URL that a variable has for a server, in this run.
#[cfg(feature = "servers")]
pub fn url_of(variable: &str) -> Option<String> {
    crate::servers::url(variable)
}

/// Sends a statement to the server of a URL, without querent.
///
/// # Errors
/// What the server says.
#[cfg(feature = "servers")]
pub async fn tell(url: &str, sql: &str) -> Result<(), String> {
    crate::servers::tell(url, sql).await
}

/// The stores that can be had. Those that cannot are named once, also where the tests are run without their output.
pub fn here() -> impl Iterator<Item = &'static Store> {
    static NAMED: Once = Once::new();
    NAMED.call_once(|| {
        let missing = STORES.iter().filter(|store| !store.is_here());
        let missing: Vec<String> =
            missing.filter_map(|store| Some(format!("{} ({})", store.name, store.variable()?))).collect();
        if !missing.is_empty() {
            // The macros' output of a test that holds is kept back, this is not.
            let text = format!(
                "\nnot run on {}: `cargo xtask test` brings servers up, or the variable is the URL of one\n",
                missing.join(", ")
            );
            std::io::stderr().write_all(text.as_bytes()).ok();
        }
    });
    STORES.iter().filter(|store| store.is_here())
}
