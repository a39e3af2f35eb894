//! A query on a database inside of the closure of a transaction on it → an error, in debug builds: `tx` was meant.

use super::Origin;
use crate::driver::Driver;
use crate::error::Result;
use std::future::Future;

#[cfg(debug_assertions)]
tokio::task_local! {
    /// The databases on which this task is in the closure of a transaction.
    static INSIDE: (Driver, Origin);
}

/// Runs the closure's future, and marks the task meanwhile.
#[cfg(debug_assertions)]
pub(super) fn mark<F: Future>(driver: Driver, place: Origin, future: F) -> impl Future<Output = F::Output> {
    INSIDE.scope((driver, place), future)
}

/// Runs the closure's future.
#[cfg(not(debug_assertions))]
pub(super) fn mark<F: Future>(_: Driver, _: Origin, future: F) -> F {
    future
}

/// Refuses to use a database in the closure of a transaction on it.
#[cfg(debug_assertions)]
pub(crate) fn check(driver: &Driver) -> Result<()> {
    use crate::error::{Error, ErrorKind};
    let place = INSIDE.try_with(|(inside, place)| inside.is(driver).then_some(*place)).ok().flatten();
    place.map_or(Ok(()), |place| {
        let text = format!(
            "it runs on the database inside of the {place}, to which it would not belong, and for which it may wait for ever: run it on `tx`"
        );
        Err(Error::new(ErrorKind::Query, text))
    })
}

/// In release builds nothing is marked.
#[cfg(not(debug_assertions))]
pub(crate) fn check(_: &Driver) -> Result<()> {
    Ok(())
}
