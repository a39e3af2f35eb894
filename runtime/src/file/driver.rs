//! A statement and the file store → its rows: at once on the task where it is short, on a thread where it is long.
//!
//! A read sees the rows as they are when it begins, and waits for no transaction. Writers take their turn in the order of asking; each makes its
//! changes on a copy that shares all that it leaves alone, and the copy takes the place of the rows when it is sure, in the journal of a folder, that
//! they last. A statement that writes one row, and need not wait for the disk, changes the rows themselves where nobody reads them in that moment.

mod many;
mod place;
mod session;
mod stream;

pub(crate) use session::Session;

use super::disk::{Compaction, Disk, Options};
use super::evaluate::{Bound, bind, bind_one};
use super::execute::{self, Run, View};
use super::frame::{Frame, Placed};
use super::memory::{Changing, Data};
use super::sync::{self, Merged};
use crate::answer::Sink;
use crate::driver::Begun;
use crate::error::{Condition, Error, ErrorKind, Result};
use crate::params::Params;
use crate::statement::{Statement, Weight};
use crate::sync::SyncReport;
use place::{Place, Right, Rows};
use querent_schema::Schema;
use smallvec::SmallVec;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A table of more rows than this is walked on a thread.
const LONG_SCAN: usize = 5000;
/// A statement that takes longer than this on the task begins on a thread the next time.
const LONG_TURN: Duration = Duration::from_micros(500);

/// An open store.
#[derive(Debug)]
pub(crate) struct FileStore {
    place: Place,
}

/// What to do where the right to write is not free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Wait,
    /// Leave it.
    Now,
}

/// A statement with its values.
struct Call {
    statement: &'static Statement,
    placed: Arc<Placed>,
    frame: Arc<Frame>,
    params: SmallVec<[Bound; 4]>,
    now: i64,
}

impl Call {
    fn new(frame: &Arc<Frame>, statement: &'static Statement, params: &Params<'_>) -> Result<Call> {
        let placed = Arc::clone(frame.plan(statement)?);
        let now = if placed.reads_clock { now() } else { 0 };
        Ok(Call { statement, placed, params: bind(params.as_slice())?, frame: Arc::clone(frame), now })
    }

    fn run(&self) -> Run<'_> {
        Run { schema: &self.frame.schema, rules: &self.frame.rules, params: &self.params, now: self.now }
    }

    fn read(&self, data: &Data, sink: &mut dyn Sink) -> Result<()> {
        let Placed { table, plan, look_up, .. } = &*self.placed;
        match look_up {
            Some(look_up) => look_up.read(data, (*table, plan), self.run(), self.statement, sink),
            None => execute::read(data, *table, plan, self.run(), self.statement, sink),
        }
    }

    /// Makes all changes of a statement, or none.
    fn write(&self, changing: &mut Changing, sink: &mut dyn Sink) -> Result<()> {
        let Placed { table, plan, .. } = &*self.placed;
        changing.whole(|changing| execute::write(changing, *table, plan, self.run(), self.statement, sink))
    }

    fn explain(&self) -> Result<String> {
        execute::explain(self.placed.table, &self.placed.plan, self.run())
    }

    /// Whether it should not begin on the task.
    fn begins_on_thread(&self, data: &Data) -> bool {
        if self.placed.look_up.is_some() {
            return false;
        }
        let is_large = data.len(self.placed.table) > LONG_SCAN;
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
    pub(crate) fn memory(acquire_timeout: Duration) -> Arc<FileStore> {
        Arc::new(FileStore { place: Place::memory(acquire_timeout) })
    }

    /// The store of a folder.
    pub(crate) async fn open(options: Options) -> Result<Arc<FileStore>> {
        let (disk, tail, data) = blocking(move || Disk::open(&options)).await?;
        Ok(Arc::new(FileStore { place: Place::folder(disk, tail, data) }))
    }

    /// Begins a statement, and ends it at once where that is quick.
    pub(crate) fn begin(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &mut Params<'static>,
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
        params: &Params<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Begun<'static>> {
        let data = self.place.data()?;
        if look_up(&data, statement, params, sink)? {
            return Ok(Begun::Done(Ok(())));
        }
        let call = Call::new(&data.frame, statement, params)?;
        if !call.begins_on_thread(&data) {
            return timed(statement, || call.read(&data, sink)).map(|()| Begun::Done(Ok(())));
        }
        let mut sink = sink.take();
        Ok(Begun::Later(Box::pin(on_thread(statement, move || {
            call.read(&data, &mut *sink)?;
            Ok(sink)
        }))))
    }

    fn begin_write(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &Params<'static>,
        sink: &mut dyn Sink,
    ) -> Result<Begun<'static>> {
        let mut right = self.place.try_hold()?;
        if !self.place.waits()
            && let Some(held) = right.take()
        {
            match self.write_at_once(held, statement, params, sink)? {
                Some(held) => right = Some(held),
                None => return Ok(Begun::Done(Ok(()))),
            }
        }
        let (store, params, mut sink) = (Arc::clone(self), params.clone(), sink.take());
        Ok(Begun::Later(Box::pin(async move {
            let right = match right {
                Some(right) => right,
                None => store.place.hold().await.map_err(|error| error.of(statement))?,
            };
            on_thread(statement, move || {
                let base = store.place.rows()?;
                let call = Call::new(&base.data.frame, statement, &params)?;
                let mut changing = Changing::new(Data::clone(&base.data));
                call.write(&mut changing, &mut *sink)?;
                store.commit(right, &base, changing)?;
                Ok(sink)
            })
            .await
        })))
    }

    /// Writes on the task; gives the right back where the statement should begin on a thread.
    fn write_at_once(
        self: &Arc<Self>,
        right: Right,
        statement: &'static Statement,
        params: &Params<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Option<Right>> {
        let base = self.place.rows()?;
        let call = Call::new(&base.data.frame, statement, params)?;
        if call.begins_on_thread(&base.data) {
            return Ok(Some(right));
        }
        timed(statement, || {
            if call.placed.writes_one {
                drop(base);
                let is_long = self.place.change(&right, |changing| call.write(changing, sink))?;
                self.written(right, is_long);
                return Ok(());
            }
            let mut changing = Changing::new(Data::clone(&base.data));
            call.write(&mut changing, sink)?;
            self.commit(right, &base, changing)
        })?;
        Ok(None)
    }

    /// Makes changes last.
    fn commit(self: &Arc<Self>, right: Right, base: &Rows, changing: Changing) -> Result<()> {
        let is_long = self.place.commit(&right, base, changing)?;
        self.written(right, is_long);
        Ok(())
    }

    /// Gives the right to write back. A journal that has become long is taken into the tables in the background, while others write.
    fn written(self: &Arc<Self>, right: Right, is_long: bool) {
        drop(right);
        if is_long && let Some(compaction) = self.place.try_compact() {
            let store = Arc::clone(self);
            tokio::spawn(async move {
                if let Err(error) = store.compact(compaction, Turn::Wait).await {
                    tracing::warn!(%error, "the journal could not be taken into the tables, and has become longer");
                }
            });
        }
    }

    /// Takes the journal into the tables.
    async fn compact(self: Arc<Self>, compaction: Compaction, turn: Turn) -> Result<()> {
        let store = Arc::clone(&self);
        let (compaction, written) = blocking(move || {
            let written = store.place.write(&compaction)?;
            Ok((compaction, written))
        })
        .await?;
        let Some(written) = written else { return Ok(()) };
        let right = match turn {
            Turn::Wait => Some(self.place.hold().await?),
            Turn::Now => self.place.try_hold()?,
        };
        let Some(right) = right else { return Ok(()) };
        blocking(move || self.place.finish(&right, compaction, written)).await
    }

    /// How the rows of a statement are found.
    pub(crate) fn explain(&self, statement: &'static Statement, params: &Params<'_>) -> Result<String> {
        let explain = |data: Arc<Data>| Call::new(&data.frame, statement, params)?.explain();
        self.place.data().and_then(explain).map_err(|error| error.of(statement))
    }

    /// Gives the store what it lacks of a schema.
    pub(crate) async fn sync(self: &Arc<Self>, schema: &Schema) -> Result<SyncReport> {
        // What lacks nothing is not written to, so that a read-only store can be checked, too.
        if merged(&*self.place.data()?, schema)?.is_none() {
            return Ok(SyncReport::default());
        }
        let (right, store, schema) = (self.place.hold().await?, Arc::clone(self), schema.clone());
        blocking(move || {
            // Another process may have added something since.
            let base = store.place.rows()?;
            let Some(Merged { schema, report }) = merged(&base.data, &schema)? else {
                return Ok(SyncReport::default());
            };
            let changing = base.data.extended(Arc::new(schema), now())?;
            store.commit(right, &base, changing)?;
            Ok(report)
        })
        .await
    }

    /// Lets nobody begin anything new, and takes the journal into the tables, for whoever reads the files.
    pub(crate) async fn close(self: Arc<Self>) -> Result<()> {
        if let Some(compaction) = self.place.compact().await {
            // What was committed is in the journal; the tables can follow the next time.
            drop(Arc::clone(&self).compact(compaction, Turn::Now).await);
        }
        self.place.close();
        Ok(())
    }
}

/// Runs a statement that looks up one row, without what others need. Whether it is one.
fn look_up(data: &Data, statement: &'static Statement, params: &Params<'_>, sink: &mut dyn Sink) -> Result<bool> {
    let frame = &*data.frame;
    let Placed { table, plan, look_up: Some(look_up), reads_clock, .. } = &**frame.plan(statement)? else {
        return Ok(false);
    };
    let now = if *reads_clock { now() } else { 0 };
    let mut read = |params: &[Bound]| {
        let run = Run { schema: &frame.schema, rules: &frame.rules, params, now };
        look_up.read(data, (*table, plan), run, statement, sink)
    };
    match params.as_slice() {
        [only] => read(&[bind_one(only)?])?,
        all => read(&bind(all)?)?,
    }
    Ok(true)
}

fn merged(data: &Data, schema: &Schema) -> Result<Option<Merged>> {
    sync::merge(&data.frame.schema, schema, |table| data.len(table) > 0)
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
    if started.elapsed() > LONG_TURN {
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
    blocking(work).await.map_err(|error| error.of(statement))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
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
