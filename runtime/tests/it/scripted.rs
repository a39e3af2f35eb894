//! A driver whose server fails where a test says so, and remembers what it was sent.

use querent::driver::{
    BoxFuture, Connection, Connector, Driver, Failure, Options, Prepared, RowSink, Values, register,
};
use querent::{Database, Dialect, Error, Result};
use std::any::Any;
use std::sync::{Arc, Mutex};

/// A server that carries out nothing.
pub(crate) struct Scripted {
    dialect: Dialect,
    sent: Mutex<Vec<String>>,
    failures: Mutex<Vec<(&'static str, Failure)>>,
}

struct Scheme(Arc<Scripted>);

struct Line(Arc<Scripted>);

struct Text(String);

impl Scripted {
    /// A database on such a server. A scheme is used by one test.
    pub(crate) async fn open(scheme: &'static str, dialect: Dialect) -> (Arc<Scripted>, Database) {
        let server = Arc::new(Scripted { dialect, sent: Mutex::default(), failures: Mutex::default() });
        register(scheme, Scheme(Arc::clone(&server)));
        let db = Database::builder().pool_size(1).connect(&format!("{scheme}:")).await.unwrap();
        (server, db)
    }

    /// Lets the next text that begins so fail.
    pub(crate) fn fails(&self, text: &'static str, failure: Failure) {
        self.failures.lock().unwrap().push((text, failure));
    }

    /// What was sent since this was asked last, one text behind the other.
    pub(crate) fn sent(&self) -> String {
        std::mem::take(&mut *self.sent.lock().unwrap()).join(" | ")
    }

    fn hears(&self, text: &str) -> Result<()> {
        self.sent.lock().unwrap().push(text.to_owned());
        let mut failures = self.failures.lock().unwrap();
        match failures.iter().position(|(begin, _)| text.starts_with(begin)) {
            Some(position) => Err(Error::from(failures.remove(position).1)),
            None => Ok(()),
        }
    }
}

impl Driver for Scheme {
    fn connector(&self, _: &str, _: &Options) -> Result<Arc<dyn Connector>> {
        Ok(Arc::new(Scheme(Arc::clone(&self.0))))
    }
}

impl Connector for Scheme {
    fn place(&self) -> String {
        "the script".to_owned()
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        Box::pin(async { Ok(Box::new(Line(Arc::clone(&self.0))) as Box<dyn Connection>) })
    }
}

impl Prepared for Text {}

impl Connection for Line {
    fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    fn prepare<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        Box::pin(async { Ok(Box::new(Text(text.to_owned())) as Box<dyn Prepared>) })
    }

    fn execute<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        _: Values<'c>,
        _: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        let prepared: &dyn Any = prepared;
        let Text(text) = prepared.downcast_ref().unwrap();
        Box::pin(async { self.0.hears(text).map(|()| 1) })
    }

    fn command<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        Box::pin(async { self.0.hears(text) })
    }

    fn is_usable(&mut self) -> bool {
        true
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }
}
