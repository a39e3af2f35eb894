//! A URL and settings → a handle to a database, which is cloned and shared freely.

use crate::driver::{Driver, Store};
use crate::error::{Error, ErrorKind, Result};
use crate::url::{self, Target};
use std::time::Duration;

/// A database, with its connections.
///
/// Clones are handles to the same connections, and cheap. It may be used from any number of tasks at once. It needs tokio, with its timer
/// (`enable_all`, or `#[tokio::main]`).
///
/// When the last handle is dropped, the connections are closed in the background; [`close`](Database::close) waits for it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// let db = querent::Database::connect("sqlite::memory:").await?;
/// # db.close().await
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) driver: Store,
}

/// How a database is opened; made by [`Database::builder`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// use std::time::Duration;
///
/// let db = querent::Database::builder()
///     .pool_size(4)
///     .busy_timeout(Duration::from_secs(1))
///     .connect("sqlite::memory:")
///     .await?;
/// # db.close().await
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "it opens nothing until `connect` is called"]
pub struct DatabaseBuilder {
    pool_size: usize,
    acquire_timeout: Duration,
    idle_timeout: Option<Duration>,
    max_lifetime: Option<Duration>,
    busy_timeout: Duration,
    statement_cache: usize,
    read_only: bool,
}

impl Database {
    /// Opens a database with the default settings; see [`DatabaseBuilder`] for them.
    ///
    /// - `sqlite::memory:` is a database in memory, which begins empty and is gone when it is closed.
    /// - `sqlite:path` is a file, which is made when it is missing. Characters may be written as `%20`, and `?` and `%` must be.
    ///   `sqlite:path?mode=ro` only reads it, `?mode=rw` reads and writes it and does not make it, `?mode=rwc` is the default.
    ///
    /// - `file:folder` keeps the rows as JSON in a folder, which is made when it is missing, its parent not. It takes `mode` in the same way.
    ///   A write is on the disk when it is done; with `file:folder?sync=off` that is left to the operating system. `file::memory:` is in memory.
    ///
    /// A file of SQLite is opened with a write-ahead log (WAL), `synchronous = NORMAL` and foreign keys checked.
    ///
    /// # Errors
    /// Of kind [`Connection`](ErrorKind::Connection) when the URL is of no kind that is known, when the folder or the file is missing,
    /// is no database, or may not be read, and when the disk is full. The URL, which may hold a password, is not repeated.
    ///
    /// # Cancel safety
    /// Dropping the future closes again what was opened.
    pub async fn connect(url: &str) -> Result<Database> {
        Database::builder().connect(url).await
    }

    /// Opens the database that the environment variable `DATABASE_URL` names, with the default settings.
    ///
    /// # Errors
    /// As [`connect`](Database::connect), and of kind [`Connection`](ErrorKind::Connection) when the variable is not set.
    pub async fn from_env() -> Result<Database> {
        let url = std::env::var("DATABASE_URL").map_err(|error| {
            let text = "the environment variable DATABASE_URL does not name a database: set it, for example to `sqlite:app.db`";
            // The error repeats a value that is no Unicode, so only the absence is passed on.
            match error {
                std::env::VarError::NotPresent => Error::new(ErrorKind::Connection, text).with_source(error),
                std::env::VarError::NotUnicode(_) => Error::new(ErrorKind::Connection, text),
            }
        })?;
        Database::connect(&url).await.map_err(|error| error.about("DATABASE_URL"))
    }

    /// Settings other than the default ones.
    pub fn builder() -> DatabaseBuilder {
        DatabaseBuilder {
            pool_size: 8,
            acquire_timeout: Duration::from_secs(30),
            idle_timeout: Some(Duration::from_secs(600)),
            max_lifetime: Some(Duration::from_secs(1800)),
            busy_timeout: Duration::from_secs(5),
            statement_cache: 256,
            read_only: false,
        }
    }

    /// Closes the connections. Statements that are under way come to their end, and their connections are closed then; from here on every
    /// clone of this handle gives errors whose [`is_connection_lost`](Error::is_connection_lost) is true.
    ///
    /// # Errors
    /// Of kind [`Connection`](ErrorKind::Connection) when the tokio runtime is shutting down.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the closing to the background.
    pub async fn close(self) -> Result<()> {
        self.driver.close().await
    }
}

impl DatabaseBuilder {
    /// How many connections there are at most; 8 unless told. They are opened when they are needed. A database in memory has one.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections;
        self
    }

    /// How long a query waits for a connection; 30 seconds unless told.
    pub fn acquire_timeout(mut self, timeout: Duration) -> Self {
        self.acquire_timeout = timeout;
        self
    }

    /// How long a connection to a server may lie idle before it is closed; 10 minutes unless told, and `None` for ever.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// How long a connection to a server may live; 30 minutes unless told, less up to a tenth by chance, so that not all are closed at
    /// once, and `None` for ever. What runs on it comes to its end before.
    pub fn max_lifetime(mut self, lifetime: impl Into<Option<Duration>>) -> Self {
        self.max_lifetime = lifetime.into();
        self
    }

    /// How long a query waits for a lock that another process, or another [`Database`], holds; 5 seconds unless told. No thread waits.
    /// MySQL and MariaDB wait for whole seconds, and at least one; PostgreSQL and CockroachDB wait as their setting `lock_timeout` says.
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// How many prepared statements each connection keeps; 256 unless told, and at least 1.
    pub fn statement_cache(mut self, statements: usize) -> Self {
        self.statement_cache = statements;
        self
    }

    /// Only reads the database, as `?mode=ro` does. Writes give errors whose [`is_read_only`](Error::is_read_only) is true.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Opens the database of this URL.
    ///
    /// # Errors
    /// As [`Database::connect`], and of kind [`Connection`](ErrorKind::Connection) for a pool of no connections, for a read-only database in memory,
    /// and outside of a tokio runtime.
    ///
    /// # Cancel safety
    /// Dropping the future closes again what was opened.
    pub async fn connect(self, url: &str) -> Result<Database> {
        let scheme = url.split(':').next().unwrap_or_default();
        let driver = crate::driver::find(scheme);
        let target = if driver.is_some() { None } else { Some(url::parse(url)?) };
        if self.pool_size == 0 {
            return Err(Error::new(
                ErrorKind::Connection,
                "a pool of 0 connections runs no query: `pool_size` is at least 1",
            ));
        }
        if tokio::runtime::Handle::try_current().is_err() {
            let text = "querent needs a tokio runtime: call it below `#[tokio::main]` or `Runtime::block_on`";
            return Err(Error::new(ErrorKind::Connection, text));
        }
        match (driver, target) {
            (Some(driver), _) => self.open_server(&*driver, url).await,
            (None, Some(target)) => self.open(target).await,
            (None, None) => Err(Error::new(ErrorKind::Connection, "the URL names no database")),
        }
    }

    async fn open_server(self, driver: &dyn Driver, url: &str) -> Result<Database> {
        let options = crate::driver::Options {
            read_only: self.read_only,
            connect_timeout: self.acquire_timeout,
            busy_timeout: self.busy_timeout,
        };
        let connector = driver.connector(url, &options)?;
        let options = crate::server::Options {
            pool_size: self.pool_size,
            acquire_timeout: self.acquire_timeout,
            idle_timeout: self.idle_timeout,
            max_lifetime: self.max_lifetime,
            statements: std::num::NonZeroUsize::new(self.statement_cache).unwrap_or(std::num::NonZeroUsize::MIN),
        };
        Ok(Database { driver: Store::Server(crate::server::Server::open(connector, options).await?) })
    }

    async fn open(self, target: Target) -> Result<Database> {
        match target {
            Target::Sqlite { place, mode } => self.open_sqlite(place, mode).await,
            Target::File { place, mode, sync } => self.open_file(place, mode, sync).await,
        }
    }

    #[cfg(not(feature = "file"))]
    async fn open_file(self, _: url::Place, _: url::Mode, _: bool) -> Result<Database> {
        Err(lacking("file"))
    }

    #[cfg(feature = "file")]
    async fn open_file(self, place: url::Place, mode: url::Mode, sync: bool) -> Result<Database> {
        let mode = if self.read_only { url::Mode::Read } else { mode };
        let store = match place {
            url::Place::Memory if self.read_only => {
                let text = "`file::memory:` begins empty, so it cannot be read-only";
                return Err(Error::new(ErrorKind::Connection, text));
            }
            url::Place::Memory => crate::file::FileStore::memory(self.acquire_timeout),
            url::Place::File(folder) => {
                let (acquire_timeout, busy_timeout) = (self.acquire_timeout, self.busy_timeout);
                let options = crate::file::Options { folder, mode, sync, acquire_timeout, busy_timeout };
                crate::file::FileStore::open(options).await?
            }
        };
        Ok(Database { driver: Store::File(store) })
    }

    #[cfg(not(feature = "sqlite"))]
    async fn open_sqlite(self, _: url::Place, _: url::Mode) -> Result<Database> {
        Err(lacking("sqlite"))
    }

    #[cfg(feature = "sqlite")]
    async fn open_sqlite(self, place: url::Place, mut mode: url::Mode) -> Result<Database> {
        if self.read_only && place == url::Place::Memory {
            return Err(Error::new(ErrorKind::Connection, "`sqlite::memory:` begins empty, so it cannot be read-only"));
        }
        if self.read_only {
            mode = url::Mode::Read;
        }
        let options = crate::sqlite::Options {
            place,
            mode,
            pool_size: self.pool_size,
            acquire_timeout: self.acquire_timeout,
            busy_timeout: self.busy_timeout,
            statements: std::num::NonZeroUsize::new(self.statement_cache).unwrap_or(std::num::NonZeroUsize::MIN),
        };
        Ok(Database { driver: Store::Sqlite(crate::sqlite::Sqlite::open(options).await?) })
    }
}

/// A kind of database that the crate was built without.
#[cfg(not(all(feature = "sqlite", feature = "file")))]
fn lacking(feature: &str) -> Error {
    let text = format!("this build of querent lacks the feature `{feature}`: enable it in Cargo.toml");
    Error::new(ErrorKind::Connection, text)
}
