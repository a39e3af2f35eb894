//! A transaction that was begun → committed, undone, or begun anew from where it began.

use super::{Open, Origin, State, Transaction, TransactionOptions, Turn, timed_out};
use crate::error::{Error, Result};
use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

/// A transaction that was begun by [`Database::begin`](crate::Database::begin): what its queries write is made by [`commit`](TransactionGuard::commit) as a whole, or
/// not at all. Dropping it undoes it, without waiting.
///
/// ```
/// # querent::schema!();
/// # use querent::{Database, query};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// # let db = Database::connect("sqlite::memory:").await?;
/// # db.sync(&SCHEMA).await?;
/// let tx = db.begin().await?;
/// let ann = query!(users.insert { name: "Ann" }).run(&tx).await?;
/// query!(posts.insert { user_id: {ann.id}, title: "Hello" }).run(&tx).await?;
/// tx.commit().await?;
/// assert_eq!(query!(posts.count).run(&db).await?, 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a transaction undoes it"]
#[derive(Debug)]
pub struct TransactionGuard {
    tx: Transaction,
}

impl TransactionGuard {
    /// Makes everything last that was done.
    ///
    /// # Errors
    /// When it could not be made, and everything is undone. When [`is_outcome_unknown`](Error::is_outcome_unknown) is true it is not
    /// known whether it was made: the connection was lost before the answer came.
    ///
    /// # Cancel safety
    /// Dropping the future makes everything or nothing last.
    pub async fn commit(self) -> Result<()> {
        let about = |error: Error| error.about(&self.tx.origin.to_string());
        let mut open = self.tx.end().map_err(about)?;
        open.settle().await.map_err(about)?;
        open.check_time().map_err(about)?;
        in_time(open.until, open.session.commit()).await.map_err(about)
    }

    /// Does what of a commit may ask for another try; what else is wrong with the transaction is told by the commit.
    pub(super) async fn release(&self) -> Result<()> {
        let Ok(state) = Arc::clone(&self.tx.state).try_lock_owned() else { return Ok(()) };
        let about = |error: Error| error.about(&self.tx.origin.to_string());
        let mut open = Turn::new(state).map_err(about)?;
        open.settle().await.map_err(about)?;
        open.check_time().map_err(about)?;
        in_time(open.until, open.session.release_beginning()).await.map_err(about)
    }

    /// The same from its beginning, as another try of it; undone where the store cannot do so.
    pub(super) async fn restart(self, options: &TransactionOptions, attempt: u32) -> Option<TransactionGuard> {
        let mut open = self.tx.end().ok()?;
        if !open.session.restart().await {
            // Whatever has undone it has done what is asked for.
            let _ = open.session.roll_back().await;
            return None;
        }
        // Handles of the try before find it over.
        Some(TransactionGuard::of(Open::new(open.session, options, attempt), self.tx.origin))
    }

    pub(super) fn of(open: Open, origin: Origin) -> TransactionGuard {
        let state = Arc::new(Mutex::new(State::Open(Box::new(open))));
        TransactionGuard { tx: Transaction { state, origin, level: 0 } }
    }

    /// Undoes everything. Dropping does so too, without waiting for the store's answer.
    ///
    /// # Errors
    /// When the store does not answer; then it undoes everything as well.
    ///
    /// # Cancel safety
    /// Dropping the future undoes everything.
    pub async fn rollback(self) -> Result<()> {
        let about = |error: Error| error.about(&self.tx.origin.to_string());
        self.tx.end().map_err(about)?.session.roll_back().await.map_err(about)
    }
}

impl Deref for TransactionGuard {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.tx
    }
}

impl Drop for TransactionGuard {
    fn drop(&mut self) {
        // Who holds the lock is a stream; the transaction is undone when that ends.
        drop(self.tx.end());
    }
}

/// What commits, in the time that is left: what becomes of it later is not known.
async fn in_time(until: Option<(Instant, Duration)>, commits: impl Future<Output = Result<()>>) -> Result<()> {
    let Some((until, timeout)) = until else { return commits.await };
    timeout_at(until, commits).await.unwrap_or_else(|_| Err(timed_out(timeout).with_unknown_outcome()))
}
