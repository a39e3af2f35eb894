//! A path → a thread with a connection of SQLite's, which does what it is asked, one thing after the other.

use super::failure::failure;
use super::values::{Cell, Row, called};
use querent::driver::{BoxFuture, Condition, FUNCTIONS, Failure, Options, compare_decimals};
use querent::{ErrorKind, Result};
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, InterruptHandle, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;
use tokio::sync::oneshot;

/// A thread with a connection. Dropped, it ends when it has done what it was asked.
pub(super) struct Worker {
    jobs: mpsc::Sender<Job>,
    interrupt: Arc<InterruptHandle>,
    thread: JoinHandle<()>,
}

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// What came of a job.
pub(super) struct Answer<T> {
    pub(super) result: rusqlite::Result<T>,
    /// Whether a transaction is open after it.
    pub(super) open: bool,
}

impl Worker {
    /// Starts a thread and opens the file on it.
    pub(super) async fn start(path: PathBuf, options: Options) -> Result<Worker> {
        let (jobs, asked) = mpsc::channel::<Job>();
        let (opened, answer) = oneshot::channel();
        let thread = std::thread::spawn(move || match open(&path, &options) {
            Ok(connection) => {
                opened.send(Ok(connection.get_interrupt_handle())).ok();
                asked.iter().for_each(|job| job(&connection));
            }
            Err(error) => _ = opened.send(Err(error)),
        });
        let interrupt = answer.await.map_err(|_| gone())?.map_err(|error| failure(error, ""))?;
        Ok(Worker { jobs, interrupt: Arc::new(interrupt), thread })
    }

    /// Asks for something. It is asked at once, also when nobody has polled the future yet.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<Answer<T>>> {
        let (done, answer) = oneshot::channel();
        let job = move |connection: &Connection| {
            // Who has asked may be gone by now.
            if !done.is_closed() {
                let result = job(connection);
                done.send(Answer { result, open: !connection.is_autocommit() }).ok();
            }
        };
        let asked = self.jobs.send(Box::new(job));
        Box::pin(async move {
            asked.map_err(|_| gone())?;
            answer.await.map_err(|_| gone().into())
        })
    }

    /// Whether the thread is there.
    pub(super) fn is_there(&self) -> bool {
        !self.thread.is_finished()
    }

    /// What breaks off the statement that runs.
    pub(super) fn interrupt(&self) -> Arc<InterruptHandle> {
        Arc::clone(&self.interrupt)
    }

    /// Waits until the thread has closed the file.
    pub(super) async fn end(self) {
        drop(self.jobs);
        let thread = self.thread;
        tokio::task::spawn_blocking(move || thread.join().ok()).await.ok();
    }
}

fn gone() -> Failure {
    Failure::new(ErrorKind::Connection, "the thread of the connection has ended").condition(Condition::Lost)
}

fn open(path: &Path, options: &Options) -> rusqlite::Result<Connection> {
    let access = if options.read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let connection = Connection::open_with_flags(path, access)?;
    connection.busy_timeout(options.busy_timeout)?;
    let since = Instant::now();
    while !options.read_only
        && let Err(error) = connection.execute_batch("PRAGMA journal_mode = WAL")
    {
        // SQLite does not wait when another connection does the same just now.
        if error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) || since.elapsed() >= options.busy_timeout {
            return Err(error);
        }
        sleep(Duration::from_millis(1));
    }
    connection
        .execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON")?;
    // A name in double quotes is a name and never a text.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.create_collation("querent_decimal", compare_decimals)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for function in FUNCTIONS {
        connection.create_scalar_function(function.name, function.arguments.into(), flags, |context| {
            called(function, context)
        })?;
    }
    Ok(connection)
}

/// Looks whether SQLite takes a text.
pub(super) fn prepare(connection: &Connection, text: &str) -> rusqlite::Result<()> {
    connection.prepare(text).map(drop)
}

/// Runs a text with its values, gives the rows, and tells how many a write matched.
pub(super) fn run(
    connection: &Connection,
    text: &str,
    values: Vec<Value>,
    rows: &Sender<Row>,
) -> rusqlite::Result<u64> {
    let mut statement = connection.prepare(text)?;
    let (columns, reads) = (statement.column_count(), statement.readonly());
    let mut found = statement.query(rusqlite::params_from_iter(values))?;
    let mut wanted = true;
    while let Some(row) = found.next()? {
        if wanted {
            let cells = (0..columns).map(|column| row.get_ref(column).map(Cell::from)).collect::<Result<_, _>>()?;
            wanted = rows.blocking_send(Row(cells)).is_ok();
        }
        // A write goes on to its end, whether its rows are wanted or not.
        if !wanted && reads {
            break;
        }
    }
    drop(found);
    Ok(if reads { 0 } else { connection.changes() })
}
