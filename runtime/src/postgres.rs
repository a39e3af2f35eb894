//! PostgreSQL and CockroachDB: texts and values → tokio-postgres' messages, in binary both ways.
//!
//! What reads and writes the socket is polled by the task that waits for an answer, so no other task or thread takes part in a query.

#![cfg_attr(
    not(feature = "tls"),
    allow(clippy::clone_on_copy, reason = "what makes TLS is no `Copy`, and what makes none is")
)]

mod bell;
mod bind;
mod connect;
mod connection;
mod failure;
mod line;
mod plain;
mod rows;
mod tls;
mod url;

use crate::driver::{Connector, Driver, Options};
use crate::error::Result;
use std::sync::Arc;

/// The driver for `postgres:` and `cockroach:`.
#[derive(Debug)]
pub(crate) struct Postgres;

impl Driver for Postgres {
    fn connector(&self, url: &str, options: &Options) -> Result<Arc<dyn Connector>> {
        Ok(Arc::new(connect::PostgresConnector::new(url::parse(url)?, options)?))
    }
}
