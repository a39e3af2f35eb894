//! A statement and the file store → its rows: at once on the task where it is short, on a thread where it is long.

mod session;
mod stream;

pub(crate) use session::Session;

use super::evaluate::{Bound, bind};
use super::execute::{self, Run, View};
use super::frame::Placed;
use super::memory::Data;
use super::sync;
use crate::answer::Sink;
use crate::driver::{Begun, NextRow};
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::params::Params;
use crate::statement::Statement;
use crate::sync::SyncReport;
use querent_schema::Schema;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A table of more rows than this is walked on a thread.
const LONG_SCAN: usize = 5000;
/// A statement that takes longer than this on the task begins on a thread the next time.
const TURN: Duration = Duration::from_micros(500);

/// An open store.
#[derive(Debug)]
pub(crate) struct FileStore {
    /// `None`: it was closed.
    data: Mutex<Option<Data>>,
    /// The right to write, which goes round in the order of asking.
    writers: Arc<Semaphore>,
    /// How long it is waited for.
    acquire_timeout: Duration,
}

/// A statement with its values, and the rows as they are when it begins.
struct Call {
    statement: &'static Statement,
    placed: Arc<Placed>,
    data: Data,
    params: Vec<Bound>,
    now: i64,
}

impl Call {
    fn new(data: &Data, statement: &'static Statement, params: &Params) -> Result<Call> {
        let placed = data.frame.plan(statement)?;
        Ok(Call { statement, placed, params: bind(params.as_slice())?, data: data.clone(), now: now() })
    }

    fn run(&self) -> Run<'_> {
        Run { schema: &self.data.frame.schema, rules: &self.data.frame.rules, params: &self.params, now: self.now }
    }

    fn read(&self, sink: &mut dyn Sink) -> Result<()> {
        let Placed { table, plan } = &*self.placed;
        execute::read(&self.data, *table, plan, self.run(), self.statement, sink)
    }

    fn explain(&self) -> Result<String> {
        execute::explain(self.placed.table, &self.placed.plan, self.run())
    }

    /// Whether it should not begin on the task.
    fn begins_on_thread(&self) -> bool {
        let is_large = || self.data.len(self.placed.table) > LONG_SCAN;
        self.statement.state.prefers_thread(self.statement.weight) || is_large() && self.scans()
    }

    /// Whether it walks over the whole table; one that cannot be told fails when it is run.
    fn scans(&self) -> bool {
        execute::scans(self.placed.table, &self.placed.plan, self.run()).unwrap_or(false)
    }
}

impl FileStore {
    /// A store in memory, which is gone when it is closed.
    pub(crate) fn memory(acquire_timeout: Duration) -> Arc<FileStore> {
        let data = Mutex::new(Some(Data::new(Arc::default())));
        Arc::new(FileStore { data, writers: Arc::new(Semaphore::new(1)), acquire_timeout })
    }

    /// The right to write.
    async fn permit(&self) -> Result<OwnedSemaphorePermit> {
        let after = self.acquire_timeout;
        match tokio::time::timeout(after, Arc::clone(&self.writers).acquire_owned()).await {
            Ok(permit) => permit.map_err(|_| closed()),
            Err(_) => {
                let text = format!(
                    "writes take turns, and the turn of this one did not come within {after:?}: raise `acquire_timeout`, or keep \
                     transactions open for less long"
                );
                Err(Error::new(ErrorKind::PoolTimeout, text))
            }
        }
    }

    /// Makes these the rows of the store.
    fn put(&self, data: Data) -> Result<()> {
        *self.opened(&mut self.lock())? = data;
        Ok(())
    }

    /// Begins a statement, and ends it at once where that is quick.
    pub(crate) fn begin(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &mut Params,
        sink: &mut dyn Sink,
    ) -> Begun<'static> {
        let about = move |error: Error| error.of(statement);
        if !statement.writes.is_empty() {
            return self.begin_write(statement, params, sink);
        }
        let call = match self.call(statement, params) {
            Ok(call) => call,
            Err(error) => return Begun::Done(Err(about(error))),
        };
        if !call.begins_on_thread() {
            return Begun::Done(timed(statement, || call.read(sink)).map_err(about));
        }
        let mut sink = sink.take();
        Begun::Later(Box::pin(on_thread(move || {
            let started = Instant::now();
            call.read(&mut *sink).map_err(about)?;
            statement.state.ran_on_thread(started.elapsed());
            Ok(sink)
        })))
    }

    fn begin_write(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &mut Params,
        sink: &mut dyn Sink,
    ) -> Begun<'static> {
        let permit = Arc::clone(&self.writers).try_acquire_owned();
        if let Ok(_permit) = &permit
            && !statement.state.prefers_thread(statement.weight)
        {
            return Begun::Done(timed(statement, || self.write(statement, params, &[], sink)));
        }
        let (store, params, mut sink) = (Arc::clone(self), std::mem::take(params), sink.take());
        Begun::Later(Box::pin(async move {
            let permit = match permit {
                Ok(permit) => permit,
                Err(_) => store.permit().await.map_err(|error| error.of(statement))?,
            };
            on_thread(move || {
                let _permit = permit;
                let started = Instant::now();
                store.write(statement, &params, &[], &mut *sink)?;
                statement.state.ran_on_thread(started.elapsed());
                Ok(sink)
            })
            .await
        }))
    }

    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        &self,
        statement: &'static Statement,
        next: NextRow<'_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let (params, many) = rows_of(statement, next)?;
        if many.is_empty() {
            return Ok(());
        }
        let _permit = self.permit().await.map_err(|error| error.of(statement))?;
        self.write(statement, &params, &many, sink)
    }

    /// Runs a statement that changes rows, and keeps the changes when all has gone well.
    fn write(
        &self,
        statement: &'static Statement,
        params: &Params,
        many: &[Vec<Bound>],
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let write = |data: &mut Data| write(data, statement, params, many, sink);
        self.opened(&mut self.lock()).and_then(write).map_err(|error| error.of(statement))
    }

    /// How the rows of a statement are found.
    pub(crate) fn explain(&self, statement: &'static Statement, params: &Params) -> Result<String> {
        self.call(statement, params).and_then(|call| call.explain()).map_err(|error| error.of(statement))
    }

    /// Gives the store the tables that it lacks.
    pub(crate) async fn sync(&self, schema: &Schema) -> Result<SyncReport> {
        let _permit = self.permit().await?;
        let mut guard = self.lock();
        let data = self.opened(&mut guard)?;
        let Some(merged) = sync::merge(&data.frame.schema, schema, |table| data.len(table) > 0)? else {
            return Ok(SyncReport::default());
        };
        *data = data.extended(Arc::new(merged.schema), now())?;
        Ok(merged.report)
    }

    /// Lets nobody begin anything new.
    pub(crate) fn close(&self) {
        *self.lock() = None;
    }

    fn call(&self, statement: &'static Statement, params: &Params) -> Result<Call> {
        Call::new(self.opened(&mut self.lock())?, statement, params)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Data>> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened<'d>(&self, data: &'d mut MutexGuard<'_, Option<Data>>) -> Result<&'d mut Data> {
        data.as_mut()
            .ok_or_else(|| Error::new(ErrorKind::Connection, "the database was closed").with_condition(Condition::Lost))
    }
}

/// Runs a statement that changes rows; all of it or nothing.
fn write(
    data: &mut Data,
    statement: &'static Statement,
    params: &Params,
    many: &[Vec<Bound>],
    sink: &mut dyn Sink,
) -> Result<()> {
    let placed = data.frame.plan(statement)?;
    let (frame, params, now) = (Arc::clone(&data.frame), bind(params.as_slice())?, now());
    let run = Run { schema: &frame.schema, rules: &frame.rules, params: &params, now };
    data.change(|rows| execute::write(rows, placed.table, &placed.plan, run, many, statement, sink))
}

/// The rows of an `insert_many`, and where no more parameters are.
fn rows_of(statement: &'static Statement, next: NextRow<'_>) -> Result<(Params, Vec<Vec<Bound>>)> {
    let mut many = Vec::new();
    let mut params = Params::new();
    while next(&mut params) {
        many.push(bind(params.as_slice()).map_err(|error| error.of(statement))?);
        params.drop_first(params.as_slice().len());
    }
    Ok((params, many))
}

fn closed() -> Error {
    Error::new(ErrorKind::Connection, "the database was closed").with_condition(Condition::Lost)
}

/// Runs something on the task, and learns from how long it takes.
fn timed(statement: &'static Statement, run: impl FnOnce() -> Result<()>) -> Result<()> {
    let started = Instant::now();
    let done = run();
    if started.elapsed() > TURN {
        statement.state.overran();
    }
    done
}

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        if error.is_panic() {
            std::panic::resume_unwind(error.into_panic());
        }
        Err(Error::new(ErrorKind::Connection, "the tokio runtime is shutting down").with_condition(Condition::Lost))
    })
}

/// Microseconds since 1970 in UTC.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
