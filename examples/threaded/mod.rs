//! A driver by other people's hands: URLs `threaded:path` → SQLite on a thread of its own for each connection, by querent's public face alone.
//!
//! `querent::driver::register("threaded", Threaded)` makes it known. Everything that a driver is asked for is in this file; `worker.rs` is the
//! thread, `values.rs` turns values into SQLite's and back, `failure.rs` turns SQLite's errors into querent's.

mod failure;
mod values;
mod worker;

use querent::driver::{BoxFuture, Connection, Connector, Driver, Failure, Flow, Options, Prepared, RowSink, Values};
use querent::{Dialect, ErrorKind, Result};
use std::any::Any;
use std::future::poll_fn;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;
use worker::Worker;

/// The driver of `threaded:path`.
#[derive(Debug)]
pub(crate) struct Threaded;

/// A file that connections can be made to.
struct File {
    path: PathBuf,
    options: Options,
}

/// A thread with a connection of SQLite's.
struct Thread {
    worker: Worker,
    /// Whether a transaction is open.
    open: bool,
    /// Whether SQLite has ended it by itself.
    undone: bool,
}

/// A text that SQLite takes. It is prepared each time that it runs, which takes SQLite some microseconds.
struct Text(Arc<str>);

impl Prepared for Text {}

/// So many rows are under way from the thread to whoever reads them.
const UNDER_WAY: usize = 64;

impl Driver for Threaded {
    fn connector(&self, url: &str, options: &Options) -> Result<Arc<dyn Connector>> {
        let path = url.strip_prefix("threaded:").filter(|path| !path.is_empty());
        let path =
            path.ok_or_else(|| Failure::new(ErrorKind::Connection, "a path is missing: write `threaded:path`"))?;
        Ok(Arc::new(File { path: path.into(), options: options.clone() }))
    }
}

impl Connector for File {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        Box::pin(async {
            let worker = Worker::start(self.path.clone(), self.options.clone()).await?;
            Ok(Box::new(Thread { worker, open: false, undone: false }) as Box<dyn Connection>)
        })
    }
}

impl Connection for Thread {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn prepare<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        let text: Arc<str> = text.into();
        let prepared = self.worker.ask({
            let text = Arc::clone(&text);
            move |connection| worker::prepare(connection, &text)
        });
        Box::pin(async move {
            let answer = prepared.await?;
            self.settle(&text, answer)?;
            Ok(Box::new(Text(text)) as Box<dyn Prepared>)
        })
    }

    fn execute<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        let prepared: &dyn Any = prepared;
        let text: &Text = prepared.downcast_ref().expect("a statement is run by the driver that has prepared it");
        Box::pin(self.run(Arc::clone(&text.0), values, rows))
    }

    fn command<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        let sent = text.to_owned();
        let done = self.worker.ask(move |connection| connection.execute_batch(&sent));
        Box::pin(async move {
            let answer = done.await?;
            self.settle(text, answer)
        })
    }

    fn has_undone(&mut self) -> bool {
        self.undone
    }

    fn is_usable(&mut self) -> bool {
        self.worker.is_there()
    }

    /// What runs on the thread fails at its next step; what waits there is not begun, for nobody waits for its answer any more.
    fn break_off(&mut self) -> Option<BoxFuture<'static, ()>> {
        let interrupt = self.worker.interrupt();
        Some(Box::pin(async move { interrupt.interrupt() }))
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(self.worker.end())
    }
}

impl Thread {
    async fn run(&mut self, text: Arc<str>, values: Values<'_>, rows: &mut dyn RowSink) -> Result<u64> {
        let values = values.iter().map(values::sent).collect::<Result<Vec<_>>>()?;
        let (give, mut take) = mpsc::channel(UNDER_WAY);
        let sent = Arc::clone(&text);
        let done = self.worker.ask(move |connection| worker::run(connection, &sent, values, &give));
        let mut refused = None;
        while let Some(mut row) = take.recv().await {
            match rows.row(&mut row) {
                Ok(Flow::More) => {}
                Ok(Flow::Pause) => poll_fn(|context| rows.poll_resume(context)).await,
                Ok(Flow::Enough) => break,
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        // The thread sees that no more rows are wanted.
        drop(take);
        let answer = done.await?;
        let matched = self.settle(&text, answer)?;
        refused.map_or(Ok(matched), Err)
    }

    /// Keeps in mind what an answer says of the transaction.
    fn settle<T>(&mut self, text: &str, answer: worker::Answer<T>) -> Result<T> {
        self.undone = answer.result.is_err() && self.open && !answer.open;
        self.open = answer.open;
        answer.result.map_err(|error| failure::failure(error, text))
    }
}
