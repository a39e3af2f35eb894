//! A statement and the file store → its rows: at once on the task where it is short, on a thread where it is long.
//!
//! A read sees the rows as they are when it begins, and waits for nobody. Writers take their turn in the order of asking; each makes its changes
//! on a copy that shares all that it leaves alone, and the copy takes the place of the rows when the statement has come to its end.

mod many;
mod stream;

use super::evaluate::{Bound, bind};
use super::execute::{self, Run, View};
use super::frame::Placed;
use super::memory::{Changing, Data};
use super::sync;
use crate::answer::Sink;
use crate::driver::Begun;
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::params::Params;
use crate::statement::{Statement, Weight};
use crate::sync::SyncReport;
use querent_schema::Schema;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// The right to write.
    writers: Arc<Semaphore>,
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
    fn new(data: Data, statement: &'static Statement, params: &Params) -> Result<Call> {
        let placed = data.frame.plan(statement)?;
        Ok(Call { statement, placed, params: bind(params.as_slice())?, data, now: now() })
    }

    fn run(&self) -> Run<'_> {
        Run { schema: &self.data.frame.schema, rules: &self.data.frame.rules, params: &self.params, now: self.now }
    }

    fn read(&self, sink: &mut dyn Sink) -> Result<()> {
        let Placed { table, plan } = &*self.placed;
        execute::read(&self.data, *table, plan, self.run(), self.statement, sink)
    }

    /// Makes the changes of a statement, on a copy of the rows.
    fn write(&self, sink: &mut dyn Sink) -> Result<Changing> {
        let Placed { table, plan } = &*self.placed;
        let mut changing = Changing::new(self.data.clone());
        execute::write(&mut changing, *table, plan, self.run(), self.statement, sink)?;
        Ok(changing)
    }

    /// Whether it should not begin on the task.
    fn begins_on_thread(&self) -> bool {
        let is_large = self.data.len(self.placed.table) > LONG_SCAN;
        // How long it may take was said of tables of any size; here that is known.
        self.statement.state.prefers_thread(Weight::Unknown) || is_large && self.scans()
    }

    /// Whether it walks over the whole table; one of which that cannot be told fails when it is run.
    fn scans(&self) -> bool {
        execute::scans(self.placed.table, &self.placed.plan, self.run()).unwrap_or(false)
    }
}

impl FileStore {
    /// A store in memory, which is gone when it is closed.
    pub(crate) fn memory() -> Arc<FileStore> {
        let data = Mutex::new(Some(Data::new(Arc::default())));
        Arc::new(FileStore { data, writers: Arc::new(Semaphore::new(1)) })
    }

    /// Begins a statement, and ends it at once where that is quick.
    pub(crate) fn begin(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &mut Params,
        sink: &mut dyn Sink,
    ) -> Begun<'static> {
        let begun = match statement.writes {
            [] => self.begin_read(statement, params, sink),
            _ => self.begin_write(statement, params, sink),
        };
        begun.unwrap_or_else(|error| Begun::Done(Err(error.of(statement))))
    }

    fn begin_read(
        &self,
        statement: &'static Statement,
        params: &Params,
        sink: &mut dyn Sink,
    ) -> Result<Begun<'static>> {
        let call = Call::new(self.snapshot()?, statement, params)?;
        if !call.begins_on_thread() {
            return timed(statement, || call.read(sink)).map(|()| Begun::Done(Ok(())));
        }
        let mut sink = sink.take();
        Ok(Begun::Later(Box::pin(on_thread(statement, move || {
            call.read(&mut *sink)?;
            Ok(sink)
        }))))
    }

    fn begin_write(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &Params,
        sink: &mut dyn Sink,
    ) -> Result<Begun<'static>> {
        let permit = Arc::clone(&self.writers).try_acquire_owned().ok();
        if let Some(permit) = &permit {
            let call = Call::new(self.snapshot()?, statement, params)?;
            if !call.begins_on_thread() {
                return timed(statement, || self.commit(call.write(sink)?, permit)).map(|()| Begun::Done(Ok(())));
            }
        }
        let (store, params, mut sink) = (Arc::clone(self), params.clone(), sink.take());
        Ok(Begun::Later(Box::pin(async move {
            let permit = match permit {
                Some(permit) => permit,
                None => store.permit().await.map_err(|error| error.of(statement))?,
            };
            on_thread(statement, move || {
                let call = Call::new(store.snapshot()?, statement, &params)?;
                store.commit(call.write(&mut *sink)?, &permit)?;
                Ok(sink)
            })
            .await
        })))
    }

    /// Waits for the right to write.
    async fn permit(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.writers).acquire_owned().await.map_err(|_| closed())
    }

    /// Puts changed rows in the place of all others; nobody else has changed any since.
    fn commit(&self, changing: Changing, _: &OwnedSemaphorePermit) -> Result<()> {
        self.replace(changing.data)
    }

    fn replace(&self, data: Data) -> Result<()> {
        let mut place = self.data.lock().unwrap_or_else(PoisonError::into_inner);
        *place.as_mut().ok_or_else(closed)? = data;
        Ok(())
    }

    /// The rows as they are.
    fn snapshot(&self) -> Result<Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)
    }

    /// How the rows of a statement are found.
    pub(crate) fn explain(&self, statement: &'static Statement, params: &Params) -> Result<String> {
        let explain = |data: Data| {
            let call = Call::new(data, statement, params)?;
            execute::explain(call.placed.table, &call.placed.plan, call.run())
        };
        self.snapshot().and_then(explain).map_err(|error| error.of(statement))
    }

    /// Gives the store what it lacks of a schema.
    pub(crate) async fn sync(&self, schema: &Schema) -> Result<SyncReport> {
        let _permit = self.permit().await?;
        let data = self.snapshot()?;
        let Some(merged) = sync::merge(&data.frame.schema, schema, |table| data.len(table) > 0)? else {
            return Ok(SyncReport::default());
        };
        self.replace(data.extended(Arc::new(merged.schema), now())?)?;
        Ok(merged.report)
    }

    /// Lets nobody begin anything new.
    pub(crate) fn close(&self) {
        self.writers.close();
        *self.data.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cold]
fn closed() -> Error {
    let text = "the database was closed: no new statement begins on it";
    Error::new(ErrorKind::Connection, text).with_condition(Condition::Lost)
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

/// Runs something on a thread, and learns from how long it takes.
async fn on_thread<T: Send + 'static>(
    statement: &'static Statement,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let work = move || {
        let started = Instant::now();
        let done = work();
        statement.state.ran_on_thread(started.elapsed());
        done
    };
    let done = tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        if error.is_panic() {
            std::panic::resume_unwind(error.into_panic());
        }
        Err(Error::new(ErrorKind::Connection, "the tokio runtime is shutting down").with_condition(Condition::Lost))
    });
    done.map_err(|error| error.of(statement))
}

/// Microseconds since 1970 in UTC.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
