//! A query on a database inside of the closure of a transaction on it → an error, in debug builds: `tx` was meant.

use super::Origin;
use crate::driver::Store;
use crate::error::Result;
use std::future::Future;

#[cfg(debug_assertions)]
tokio::task_local! {
    /// The databases on which this task is in the closure of a transaction.
    static INSIDE: (Store, Origin);
}

/// Runs the closure's future, and marks the task meanwhile.
#[cfg(debug_assertions)]
pub(super) fn mark<F: Future>(driver: Store, origin: Origin, future: F) -> impl Future<Output = F::Output> {
    INSIDE.scope((driver, origin), future)
}

/// Runs the closure's future.
#[cfg(not(debug_assertions))]
pub(super) fn mark<F: Future>(_: Store, _: Origin, future: F) -> F {
    future
}

/// Refuses to use a database in the closure of a transaction on it.
#[cfg(debug_assertions)]
pub(crate) fn check(driver: &Store) -> Result<()> {
    use crate::error::{Error, ErrorKind};
    let origin = INSIDE.try_with(|(inside, origin)| inside.is(driver).then_some(*origin)).ok().flatten();
    origin.map_or(Ok(()), |origin| {
        let text = format!(
            "it runs on the database inside of the {origin}, to which it would not belong, and for which it may wait for ever: run it on `tx`"
        );
        Err(Error::new(ErrorKind::Query, text))
    })
}

/// In release builds nothing is marked.
#[cfg(not(debug_assertions))]
pub(crate) fn check(_: &Store) -> Result<()> {
    Ok(())
}
