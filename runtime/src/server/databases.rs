//! The databases of a server: which there are, one more, one less. For tests, each of which has one of its own.

use super::sync::ask;
use super::{Server, User, lease};
use crate::error::{Error, ErrorKind, Result};
use crate::sync::SYNC;
use querent_schema::dialect::{Databases, Features};
use std::sync::Arc;

impl Server {
    /// Their names.
    pub(crate) async fn databases(self: &Arc<Self>) -> Result<Vec<String>> {
        let mut lease = lease(self, User::Statement(&SYNC)).await?;
        let session = lease.session();
        let names = ask(session, databases(session.dialect().features())?.names).await?;
        Ok(names.into_iter().map(|[name]| name).collect())
    }

    /// Makes one. The name needs no quotes.
    pub(crate) async fn create_database(self: &Arc<Self>, name: &str) -> Result<()> {
        let mut lease = lease(self, User::Statement(&SYNC)).await?;
        databases(lease.session().dialect().features())?;
        lease.session().command(&format!("CREATE DATABASE {name}")).await
    }

    /// Drops one, also when others are connected to it.
    pub(crate) async fn drop_database(self: &Arc<Self>, name: &str) -> Result<()> {
        let mut lease = lease(self, User::Statement(&SYNC)).await?;
        let session = lease.session();
        let mut dropped = Ok(());
        for end in databases(session.dialect().features())?.drop {
            dropped = session.command(&format!("DROP DATABASE {name}{end}")).await;
            if dropped.is_ok() {
                break;
            }
        }
        dropped
    }
}

fn databases(features: &'static Features) -> Result<&'static Databases> {
    features.catalog.databases.as_ref().ok_or_else(|| {
        let text = format!("a database of {} is not made by a statement", features.name);
        Error::new(ErrorKind::Connection, text)
    })
}
