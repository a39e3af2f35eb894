//! A database server: a query's statement and parameters → rows, over a pool of connections that a driver makes.

mod chance;
mod databases;
mod explain;
mod many;
mod patience;
mod pool;
mod reaper;
mod run;
mod session;
mod stream;
mod sync;
mod transaction;

use pool::{Lease, User, lease, lease_new};
pub(crate) use transaction::ServerTransaction;

use crate::answer::Sink;
use crate::driver::{Begun, Connector};
use crate::error::{Error, Result};
use crate::params::{Param, Params};
use crate::statement::Statement;
use crate::tries::{TRIES, TRY_FOR, Tries};
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

/// How connections are kept.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) pool_size: usize,
    pub(crate) acquire_timeout: Duration,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_lifetime: Option<Duration>,
    /// Prepared statements that each connection keeps.
    pub(crate) statements: NonZeroUsize,
}

/// An open database.
pub(crate) struct Server {
    connector: Arc<dyn Connector>,
    /// Where it is, for messages.
    place: Arc<str>,
    pool: pool::Pool,
    options: Options,
}

/// The longest time between two looks at which connections have become old.
const LONGEST_NAP: Duration = Duration::from_secs(30);

impl Server {
    /// Opens a database with its first connection.
    pub(crate) async fn open(connector: Arc<dyn Connector>, options: Options) -> Result<Arc<Self>> {
        let place = connector.place().into();
        let server = Arc::new(Server { connector, place, pool: pool::Pool::new(options.pool_size), options });
        let mut first = pool::connect(&server).await?;
        first.rest();
        server.pool.add(first);
        let nap = [server.options.idle_timeout, server.options.max_lifetime].into_iter().flatten().min();
        if let Some(nap) = nap {
            let nap = (nap / 2).clamp(Duration::from_millis(10), LONGEST_NAP);
            reaper::watch(Arc::downgrade(&server), nap);
        }
        Ok(server)
    }

    /// Begins a statement.
    pub(crate) fn begin<'d>(
        self: &'d Arc<Self>,
        statement: &'static Statement,
        params: &mut Params<'static>,
        sink: &mut dyn Sink,
    ) -> Begun<'d> {
        let (params, mut sink) = (std::mem::take(params), sink.take());
        Begun::Later(Box::pin(async move {
            self.call(statement, params.as_slice(), &mut *sink).await?;
            Ok(sink)
        }))
    }

    async fn call(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &[Param<'_>],
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut lease = lease(self, User::Statement(statement)).await?;
        let ran = run::run(lease.session(), statement, params, sink).await;
        let Err(error) = ran else { return Ok(()) };
        // What is rare stands in a box of its own, so that the future of each statement is small.
        Box::pin(self.call_again(statement, params, sink, lease, error)).await
    }

    /// Runs a statement again that has failed, if that helps and cannot make it twice.
    async fn call_again(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &[Param<'_>],
        sink: &mut dyn Sink,
        mut lease: Lease,
        mut error: Error,
    ) -> Result<()> {
        // A read is made again, and a write of which nothing was sent; whether another write was made nobody knows.
        if lease.was_closed_before(Some(&error)) && (statement.writes.is_empty() || error.is_nothing_sent()) {
            drop(lease);
            sink.clear();
            lease = lease_new(self, User::Statement(statement)).await?;
            match run::run(lease.session(), statement, params, sink).await {
                Ok(()) => return Ok(()),
                Err(next) => error = next,
            }
        }
        drop(lease);
        // The server has undone what it did, which was a transaction of its own.
        let mut tries = Tries::new(TRIES, TRY_FOR);
        while error.is_conflict() && !tries.is_last() {
            tries.again(statement, &error);
            tries.pause().await;
            sink.clear();
            let mut lease = pool::lease(self, User::Statement(statement)).await?;
            match run::run(lease.session(), statement, params, sink).await {
                Ok(()) => return Ok(()),
                Err(next) => error = next,
            }
        }
        Err(error.after_attempts(tries.number()))
    }

    /// Lets nobody begin anything new, and closes what is idle; the rest is closed when it is given back.
    pub(crate) fn close(&self) {
        self.pool.close().into_iter().for_each(session::Session::close);
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("place", &self.place).field("options", &self.options).finish_non_exhaustive()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}
