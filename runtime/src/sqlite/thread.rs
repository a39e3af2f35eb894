//! Work that may take long → a thread that may be blocked; who stops waiting for it breaks it off.

use super::call::Patience;
use super::connection::Connection;
use super::pool::Lease;
use crate::error::{Condition, Error, ErrorKind, Result};
use rusqlite::InterruptHandle;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs something that blocks.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => Ok(value),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => {
            let error = Error::new(ErrorKind::Connection, "the tokio runtime is shutting down");
            Err(error.with_condition(Condition::Lost))
        }
    }
}

/// Runs something with a connection. When the future is dropped it is broken off, and the connection gives itself back.
pub(super) async fn on_thread<T: Send + 'static>(
    mut lease: Lease,
    work: impl FnOnce(&mut Connection) -> T + Send + 'static,
) -> Result<(Lease, T)> {
    let stage = Arc::new(Mutex::new(Stage::Wanted(lease.connection().inner.get_interrupt_handle())));
    let _break_off = BreakOff(Arc::clone(&stage));
    blocking(move || {
        let mut lease = lease;
        // Dropped before the lease, so that a connection is never broken off when somebody else has it.
        let over = Over(&stage);
        lease.connection().watch.unlimit();
        let value = if over.is_wanted() { Some(work(lease.connection())) } else { None };
        drop(over);
        value.map(|value| (lease, value))
    })
    .await?
    .ok_or_else(|| Error::new(ErrorKind::Query, "the statement was broken off"))
}

/// Runs something with a connection, and again as long as another connection holds a lock.
pub(super) async fn on_thread_unless_locked<T: Send + 'static>(
    mut lease: Lease,
    work: impl Fn(&mut Connection) -> Result<T> + Clone + Send + 'static,
) -> Result<(Lease, Result<T>)> {
    let mut patience = Patience::new(lease.store().options.busy_timeout);
    loop {
        let done;
        (lease, done) = on_thread(lease, work.clone()).await?;
        if !done.as_ref().is_err_and(Error::is_busy) {
            return Ok((lease, done));
        }
        if let Err(error) = patience.pause().await {
            return Ok((lease, Err(error)));
        }
    }
}

enum Stage {
    Wanted(InterruptHandle),
    Over,
}

/// Breaks the work off when it is dropped while that goes on.
struct BreakOff(Arc<Mutex<Stage>>);

impl Drop for BreakOff {
    fn drop(&mut self) {
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the lock the connection is still that of the work.
        if let Stage::Wanted(handle) = std::mem::replace(&mut *stage, Stage::Over) {
            handle.interrupt();
        }
    }
}

/// Notes that the work is over when it is dropped, also when the work panics.
struct Over<'s>(&'s Mutex<Stage>);

impl Over<'_> {
    fn is_wanted(&self) -> bool {
        matches!(*self.0.lock().unwrap_or_else(PoisonError::into_inner), Stage::Wanted(_))
    }
}

impl Drop for Over<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Stage::Over;
    }
}
