//! A URL → a connection to the first of its hosts that lets us in, in a session as querent needs it.

use super::connection::PostgresConnection;
use super::failure::{failure, root};
use super::line::Line;
use super::tls::{Tls, tls};
use super::url::{Host, Target};
use crate::driver::{BoxFuture, Connection, Connector, Options};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::url::server::Wanted;
use querent_schema::Dialect;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::TargetSessionAttrs;

/// Makes connections to the servers of a URL.
pub(super) struct PostgresConnector {
    target: Target,
    /// All but the host.
    config: Config,
    tls: Tls,
    /// What the session begins with, as `name=value`.
    settings: Vec<String>,
    connect_timeout: Duration,
}

impl PostgresConnector {
    pub(super) fn new(target: Target, options: &Options) -> Result<Self> {
        let (tls, mode) = tls(&target)?;
        let mut config = Config::new();
        config.ssl_mode(mode).application_name(target.application.as_deref().unwrap_or("querent"));
        config.user(target.user.clone().or_else(system_user).unwrap_or_else(|| "postgres".to_owned()));
        if let Some(password) = &target.password {
            config.password(password);
        }
        if let Some(database) = &target.database {
            config.dbname(database);
        }
        config.target_session_attrs(match target.wanted {
            Wanted::Any => TargetSessionAttrs::Any,
            Wanted::Primary => TargetSessionAttrs::ReadWrite,
            Wanted::Standby => TargetSessionAttrs::ReadOnly,
        });
        let mut settings = vec!["TimeZone=UTC".to_owned()];
        settings.extend(target.statement_timeout.map(|time| format!("statement_timeout={}", time.as_millis())));
        if options.read_only {
            settings.push("default_transaction_read_only=on".to_owned());
        }
        // Who waits for a connection waits for all hosts together.
        let hosts = u32::try_from(target.hosts.len()).unwrap_or(u32::MAX).max(1);
        let connect_timeout = target.connect_timeout.unwrap_or(options.connect_timeout / hosts);
        Ok(PostgresConnector { target, config, tls, settings, connect_timeout })
    }

    async fn connect_first(&self) -> Result<PostgresConnection> {
        let mut failures: Vec<Error> = Vec::new();
        for (host, port) in &self.target.hosts {
            match self.connect_to(host, *port).await {
                Ok(connection) => return Ok(connection),
                Err(error) => failures.push(error),
            }
        }
        let Some(last) = failures.pop() else {
            return Err(Error::new(ErrorKind::Connection, "the database URL names no host"));
        };
        let before: Vec<String> = failures.iter().map(ToString::to_string).collect();
        Err(if before.is_empty() { last } else { last.about(&before.join("; ")) })
    }

    async fn connect_to(&self, host: &Host, port: u16) -> Result<PostgresConnection> {
        let place = place(host, port, self.target.database.as_deref());
        let connecting = tokio::time::timeout(self.connect_timeout, self.connect_with_settings(host, port, &place));
        connecting.await.unwrap_or_else(|_| {
            let after = self.connect_timeout;
            let text = format!("{place} did not answer within {after:?}: is it the right host and port?");
            Err(Error::new(ErrorKind::Connection, text).with_condition(Condition::Timeout))
        })
    }

    /// The settings go with the first message. Poolers refuse them there, and get them as statements.
    async fn connect_with_settings(&self, host: &Host, port: u16, place: &str) -> Result<PostgresConnection> {
        let mut config = self.config.clone();
        match host {
            Host::Name(name) => config.host(name),
            Host::Folder(path) => config.host_path(path),
        };
        config.port(port);
        let options: Vec<String> = self.settings.iter().map(|setting| format!("-c {setting}")).collect();
        let with_options = config.clone().options(options.join(" ")).connect(self.tls.clone()).await;
        let refused = |error: &tokio_postgres::Error| {
            error.as_db_error().is_some_and(|db| db.message().contains("startup parameter"))
        };
        match with_options {
            Ok((client, wire)) => Ok(self.connection(client, wire, place)),
            Err(error) if refused(&error) => {
                let plain = config.connect(self.tls.clone()).await;
                let (client, wire) = plain.map_err(|error| unreachable(error, place))?;
                let mut connection = self.connection(client, wire, place);
                for setting in &self.settings {
                    let (name, value) = setting.split_once('=').unwrap_or_default();
                    connection.command(&format!("SET {name} = '{value}'")).await?;
                }
                Ok(connection)
            }
            Err(error) => Err(unreachable(error, place)),
        }
    }

    fn connection(&self, client: tokio_postgres::Client, wire: super::tls::Wire, place: &str) -> PostgresConnection {
        let is_cockroach = self.target.cockroach || wire.parameter("crdb_version").is_some();
        PostgresConnection {
            client,
            line: Line::new(wire),
            dialect: if is_cockroach { Dialect::Cockroach } else { Dialect::Postgres },
            prepare: self.target.prepare,
            tls: self.tls.clone(),
            place: place.to_owned(),
            statement_timeout: self.target.statement_timeout,
            failed: false,
        }
    }
}

impl Connector for PostgresConnector {
    fn place(&self) -> String {
        let hosts: Vec<_> = self.target.hosts.iter().map(|(host, port)| place(host, *port, None)).collect();
        let database = self.target.database.as_ref().map_or_else(String::new, |database| format!("/{database}"));
        hosts.join(",") + &database
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        Box::pin(async { Ok(Box::new(self.connect_first().await?) as Box<dyn Connection>) })
    }
}

fn system_user() -> Option<String> {
    ["PGUSER", "USER"].into_iter().find_map(|name| std::env::var(name).ok())
}

/// `127.0.0.1:5432/shop`
fn place(host: &Host, port: u16, database: Option<&str>) -> String {
    let host = match host {
        Host::Name(name) if name.contains(':') => format!("[{name}]:{port}"),
        Host::Name(name) => format!("{name}:{port}"),
        Host::Folder(folder) => format!("{}/.s.PGSQL.{port}", folder.display()),
    };
    database.map_or(host.clone(), |database| format!("{host}/{database}"))
}

/// What came in place of a connection.
fn unreachable(error: tokio_postgres::Error, place: &str) -> Error {
    if error.as_db_error().is_some() {
        return failure(error, None, place);
    }
    let why = root(&error);
    let kind = error.to_string();
    let unwanted = match why.as_str() {
        "database does not allow writes" => Wanted::Primary.refuses(false),
        "database is not read only" => Wanted::Standby.refuses(true),
        _ => None,
    };
    if let Some(unwanted) = unwanted {
        return unwanted.about(place).with_source(error);
    }
    let text = if kind.starts_with("error performing TLS") {
        format!(
            "{place} cannot be talked to in secret: {why}; `sslmode` and `sslrootcert` of the URL say what is trusted"
        )
    } else if kind.starts_with("invalid configuration") || kind.starts_with("authentication error") {
        let text = format!("{place} does not let us in: {why}; are user and password in the URL right?");
        return Error::new(ErrorKind::Connection, text).with_condition(Condition::Auth).with_source(error);
    } else {
        format!("{place} cannot be reached: {why}; is the server running, and is it the right host and port?")
    };
    Error::new(ErrorKind::Connection, text).with_condition(Condition::Lost).with_source(error)
}
