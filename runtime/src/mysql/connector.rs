//! A URL of MySQL or MariaDB → connections to the first of its places that answers, with sessions set up so that answers are those of every other store.

use super::address::{self, Address, Encryption, Place};
use super::connection::MysqlConnection;
use super::failure::failure;
use super::options::options;
use super::version::{self, Version};
use crate::driver::{BoxFuture, Condition, Connection, Connector, Driver, Failure, Options};
use crate::error::{Error, ErrorKind, Result};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, DriverError, Opts, OptsBuilder};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The driver of `mysql:` and `mariadb:`. Which of both a server is, is found when connecting.
#[derive(Debug)]
pub(crate) struct Mysql;

struct MysqlConnector {
    address: Address,
    places: Vec<Known>,
    options: Options,
}

/// A place of the URL, and what is known of it.
struct Known {
    place: Place,
    options: Opts,
    /// The last connection was made without encryption, because the server had none: the next one begins so.
    is_plain: AtomicBool,
}

/// How long it takes at most to connect when neither the URL nor the settings say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// What is asked of a server at first.
const FACTS: &str =
    "SELECT version(), @@max_allowed_packet, @@wait_timeout, @@global.read_only, @@auto_increment_increment";

/// What the texts of querent take for granted: a name is quoted by `"`, what does not fit is an error, a key of 0 is the key 0, and a division
/// by zero is NULL.
const SQL_MODE: &str = "ANSI_QUOTES,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_AUTO_VALUE_ON_ZERO,\
                        NO_UNSIGNED_SUBTRACTION,NO_ENGINE_SUBSTITUTION";

impl Driver for Mysql {
    fn connector(&self, url: &str, options: &Options) -> Result<Arc<dyn Connector>> {
        let address = address::read(url)?;
        let known = |place: &Place| {
            let options = self::options(&address, place)?;
            Ok(Known { place: place.clone(), options, is_plain: AtomicBool::new(false) })
        };
        let places = address.places.iter().map(known).collect::<Result<_>>()?;
        Ok(Arc::new(MysqlConnector { address, places, options: options.clone() }))
    }
}

impl Connector for MysqlConnector {
    fn place(&self) -> String {
        self.address.to_string()
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        Box::pin(self.first())
    }
}

impl MysqlConnector {
    /// A connection to the first place that lets us in.
    async fn first(&self) -> Result<Box<dyn Connection>> {
        let timeout = self.address.connect_timeout.unwrap_or(self.options.connect_timeout);
        let timeout = if timeout.is_zero() { CONNECT_TIMEOUT } else { timeout };
        let each = timeout / u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let mut refused = None;
        for known in &self.places {
            let opened = match tokio::time::timeout(each, self.open(known)).await {
                Ok(opened) => opened,
                Err(_) => Err(Failure::new(ErrorKind::Connection, format!("no answer within {each:?}"))
                    .condition(Condition::Timeout)
                    .into()),
            };
            match opened {
                Ok(connection) => return Ok(Box::new(connection)),
                Err(error) => refused = Some(error.about(&known.place.to_string())),
            }
        }
        Err(refused.unwrap_or_else(|| Error::new(ErrorKind::Connection, "the URL names no host")))
    }

    /// A connection; without encryption where that is only preferred and the server has none.
    async fn reach(&self, known: &Known) -> mysql_async::Result<Conn> {
        let plain = || Conn::new(OptsBuilder::from_opts(known.options.clone()).ssl_opts(None));
        if known.is_plain.load(Ordering::Relaxed) {
            let reached = plain().await;
            // A server that has begun anew may ask for what it did not have before.
            known.is_plain.store(reached.is_ok(), Ordering::Relaxed);
            return reached;
        }
        let reached = Conn::new(known.options.clone()).await;
        let Err(mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer)) = reached else { return reached };
        if self.address.encryption != Encryption::Preferred {
            return reached;
        }
        let reached = plain().await;
        known.is_plain.store(reached.is_ok(), Ordering::Relaxed);
        reached
    }

    async fn open(&self, known: &Known) -> Result<MysqlConnection> {
        let mut connection = self.reach(known).await.map_err(failure_to_connect)?;
        let facts: Option<(String, u64, u64, String, i64)> = connection.query_first(FACTS).await.map_err(failure)?;
        let (version, largest_packet, idle, read_only, counts_by) = facts.unwrap_or_default();
        // Newer versions of MariaDB have words for it.
        let takes_writes = matches!(read_only.as_str(), "0" | "OFF");
        if let Some(unwanted) = self.address.wanted.refuses(takes_writes) {
            return Err(unwanted);
        }
        let version = version::read(&version)?;
        connection.query_drop(self.set_up(&version)).await.map_err(failure)?;
        Ok(MysqlConnection::new(
            connection,
            format!("{}/{}", known.place, self.address.database.as_deref().unwrap_or_default()),
            version,
            usize::try_from(largest_packet).unwrap_or(usize::MAX),
            Duration::from_secs(idle),
            self.address.statement_timeout,
            counts_by,
        ))
    }

    /// The statements that set a session up.
    fn set_up(&self, version: &Version) -> String {
        let mut text = format!(
            "SET NAMES utf8mb4 COLLATE {}, sql_mode = '{SQL_MODE}', time_zone = '+00:00', autocommit = 1, \
             foreign_key_checks = 1, unique_checks = 1, sql_safe_updates = 0, innodb_lock_wait_timeout = {}",
            version.collation,
            lock_seconds(self.options.busy_timeout)
        );
        if let Some(timeout) = self.address.statement_timeout {
            text.push_str(&(version.time_limit)(timeout));
        }
        if self.options.read_only {
            text.push_str("; SET SESSION TRANSACTION READ ONLY");
        }
        text
    }
}

/// A time in whole seconds, as the servers count that wait for a lock.
fn lock_seconds(time: Duration) -> u64 {
    // More the servers do not take.
    time.as_millis().div_ceil(1000).clamp(1, 1 << 30) as u64
}

/// Nothing was under way yet.
fn failure_to_connect(error: mysql_async::Error) -> Error {
    match error {
        mysql_async::Error::Server(_) => failure(error),
        // For users that it does not know the server asks in ways of its choice.
        mysql_async::Error::Driver(DriverError::UnknownAuthPlugin { ref name }) => {
            let text =
                format!("the server does not know this user, or authenticates by `{name}`, which querent does not");
            Failure::new(ErrorKind::Connection, text).condition(Condition::Auth).source(error).into()
        }
        mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            Error::new(ErrorKind::Connection, "the server does not encrypt connections, and `sslmode` asks for it")
        }
        other => {
            let text = format!("the server cannot be reached: {other}");
            Failure::new(ErrorKind::Connection, text).condition(Condition::Lost).source(other).into()
        }
    }
}
