//! A part of a transaction → kept or undone without the rest.

use super::{State, Transaction, Turn};
use crate::driver;
use crate::error::Result;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// A part of a transaction; made by [`Transaction::savepoint`]. Queries run on a reference to it. Dropping it undoes what was done since it
/// was made, before the transaction's next query.
///
/// ```
/// # querent::schema!();
/// # use querent::{Database, query};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// # let db = Database::connect("sqlite::memory:").await?;
/// # db.sync(&SCHEMA).await?;
/// let tx = db.begin().await?;
/// let part = tx.savepoint().await?;
/// query!(users.insert { name: "Ann" }).run(&part).await?;
/// part.rollback().await?;
/// tx.commit().await?;
/// assert_eq!(query!(users.count).run(&db).await?, 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping a savepoint undoes what was done since it was made"]
#[derive(Debug)]
pub struct Savepoint<'t> {
    whole: PhantomData<&'t Transaction>,
    tx: Transaction,
    point: driver::Savepoint,
    over: bool,
}

impl Transaction {
    /// Begins a part that can be undone without the rest. Until it ends, queries run on it, and not on what it is a part of.
    ///
    /// # Errors
    /// When the transaction is over, or the store does not answer.
    ///
    /// # Cancel safety
    /// Dropping the future changes nothing, or undoes the transaction.
    pub async fn savepoint(&self) -> Result<Savepoint<'_>> {
        let mut open = Turn::new(Arc::clone(&self.state).lock_owned().await)?;
        let point = open.save(self.level).await?;
        Ok(Savepoint { whole: PhantomData, tx: self.at(point.0), point, over: false })
    }
}

impl Savepoint<'_> {
    /// Keeps what was done since it was made, as far as the transaction is committed.
    ///
    /// # Errors
    /// When the transaction is over, or the store does not answer.
    ///
    /// # Cancel safety
    /// Dropping the future undoes it.
    pub async fn commit(mut self) -> Result<()> {
        self.open().await?.release(self.point).await?;
        self.over = true;
        Ok(())
    }

    /// Undoes what was done since it was made; the transaction goes on.
    ///
    /// # Errors
    /// When the transaction is over, or the store does not answer.
    ///
    /// # Cancel safety
    /// Dropping the future undoes it before the transaction's next query.
    pub async fn rollback(mut self) -> Result<()> {
        self.open().await?.undo(self.point).await?;
        self.over = true;
        Ok(())
    }

    async fn open(&self) -> Result<Turn> {
        Turn::new(Arc::clone(&self.tx.state).lock_owned().await)
    }
}

impl Deref for Savepoint<'_> {
    type Target = Transaction;

    fn deref(&self) -> &Transaction {
        &self.tx
    }
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        // Who still holds the lock is a stream of the part, which keeps the transaction from being committed.
        if let Ok(mut state) = self.tx.state.try_lock()
            && let State::Open(open) = &mut *state
        {
            open.undo_to = Some(open.undo_to.map_or(self.point, |point| point.min(self.point)));
        }
    }
}
