//! A closure of queries → its value, committed; tried again when it met other transactions.

use super::{Origin, State, Transaction, TransactionGuard, TransactionOptions, inside};
use crate::database::Database;
use crate::error::{Error, Result};
use crate::tries::Tries;
use std::future::Future;

impl Database {
    /// Runs a closure in a transaction: commits when it gives `Ok`, undoes everything when it gives `Err`, panics, or the future is dropped.
    ///
    /// When the transaction met another one, and the store has surely undone it, or when it lost its connection before it was to be committed, the
    /// closure is called again from the beginning, after a pause of some milliseconds: at most 8 times within 10 seconds, each an event of `tracing` with the place, the number and the error of the try. On CockroachDB it keeps its place among others meanwhile. So it should change nothing but the database; rustc refuses one that
    /// changes a variable outside of it.
    ///
    /// In debug builds a query that runs on the database itself inside of the closure is an error that names it, for it would not belong to
    /// the transaction, and wait for it for ever where there is one connection.
    ///
    /// ```
    /// # querent::schema!();
    /// # use querent::{Database, query};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// # let db = Database::connect("sqlite::memory:").await?;
    /// # db.sync(&SCHEMA).await?;
    /// let post = db
    ///     .transaction(async |tx| {
    ///         let ann = query!(users.insert { name: "Ann" }).run(&tx).await?;
    ///         query!(posts.insert { user_id: {ann.id}, title: "Hello" }).run(&tx).await
    ///     })
    ///     .await?;
    /// assert_eq!(post.title, "Hello");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the closure gives; and as [`begin`](Database::begin) and [`TransactionGuard::commit`](super::TransactionGuard::commit). After the last try the error is that of the
    /// try, and its [`attempts`](Error::attempts) tells how many there were.
    ///
    /// # Cancel safety
    /// Dropping the future undoes everything, unless the transaction is just being committed.
    #[track_caller]
    pub fn transaction<T, E, F, Fut>(&self, closure: F) -> impl Future<Output = Result<T, E>> + use<T, E, F, Fut>
    where
        F: FnMut(Transaction) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        attempts(self.clone(), TransactionOptions::new(), Origin::caller(), closure)
    }

    /// The same, with other options than the default ones.
    ///
    /// # Errors
    /// As [`transaction`](Database::transaction), and when the store lacks what the options ask for.
    ///
    /// # Cancel safety
    /// As [`transaction`](Database::transaction).
    #[track_caller]
    pub fn transaction_with<T, E, F, Fut>(
        &self,
        options: TransactionOptions,
        closure: F,
    ) -> impl Future<Output = Result<T, E>> + use<T, E, F, Fut>
    where
        F: FnMut(Transaction) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        attempts(self.clone(), options, Origin::caller(), closure)
    }
}

/// How often in a row a transaction goes back to its own beginning, where the store has that, before it is begun anew.
const RESTARTS: u32 = 3;

/// What one try has come to.
enum Attempt<T, E> {
    Over(Result<T, E>),
    /// It met another one, or lost its connection: with what error, why, and the transaction if there is one still.
    Again(E, String, Option<TransactionGuard>),
}

async fn attempts<T, E: From<Error>, F: FnMut(Transaction) -> Fut, Fut: Future<Output = Result<T, E>>>(
    db: Database,
    mut options: TransactionOptions,
    origin: Origin,
    mut closure: F,
) -> Result<T, E> {
    options.is_closure = true;
    let mut tries = Tries::new(options.tries, options.try_for);
    let mut restarts = 0;
    let mut restarted = None;
    loop {
        let tx = match restarted.take() {
            Some(tx) => Ok(tx),
            None => db.begin_at(options.clone(), origin, tries.number()).await,
        };
        let attempt = match tx {
            Ok(tx) => attempt(&db, tx, origin, &mut closure, tries.number()).await,
            Err(error) => Attempt::of_error(error, tries.number(), None),
        };
        let tx = match attempt {
            Attempt::Over(result) => return result,
            Attempt::Again(_, why, tx) if !tries.is_last() => {
                tries.again(&origin, &why);
                tx
            }
            Attempt::Again(error, _, tx) => {
                undo(tx).await;
                return Err(error);
            }
        };
        if restarts < RESTARTS
            && let Some(tx) = tx
        {
            restarted = tx.restart(&options, tries.number()).await;
        } else {
            undo(tx).await;
        }
        if restarted.is_some() {
            // It keeps its place among the others, so it goes on at once.
            restarts += 1;
            continue;
        }
        restarts = 0;
        tries.pause().await;
    }
}

/// An error of the closure says more than one about undoing what the store undoes anyway.
async fn undo(tx: Option<TransactionGuard>) {
    if let Some(tx) = tx {
        let _ = tx.rollback().await;
    }
}

async fn attempt<T, E: From<Error>, F: FnMut(Transaction) -> Fut, Fut: Future<Output = Result<T, E>>>(
    db: &Database,
    tx: TransactionGuard,
    origin: Origin,
    closure: &mut F,
    number: u32,
) -> Attempt<T, E> {
    let result = inside::mark(db.driver.clone(), origin, closure(tx.share())).await;
    let try_again = tx.try_again();
    match result {
        Ok(value) => {
            if let Err(error) = tx.release().await {
                return Attempt::of_error(error, number, Some(tx));
            }
            match tx.commit().await {
                Ok(()) => Attempt::Over(Ok(value)),
                // The closure may have passed over the error of a query that met another transaction.
                Err(error) => match try_again {
                    Some(why) if !error.is_outcome_unknown() => {
                        Attempt::Again(error.after_attempts(number).into(), why, None)
                    }
                    _ => Attempt::of_error(error, number, None),
                },
            }
        }
        Err(error) => match try_again {
            Some(why) => Attempt::Again(error, why, Some(tx)),
            None => {
                undo(Some(tx)).await;
                Attempt::Over(Err(error))
            }
        },
    }
}

impl<T, E: From<Error>> Attempt<T, E> {
    fn of_error(error: Error, number: u32, tx: Option<TransactionGuard>) -> Self {
        if error.is_retryable() {
            let why = error.to_string();
            Attempt::Again(error.after_attempts(number).into(), why, tx)
        } else {
            Attempt::Over(Err(error.into()))
        }
    }
}

impl Transaction {
    /// Runs a closure in a part of the transaction: keeps what it did when it gives `Ok`, and undoes that, and nothing else, when it gives
    /// `Err`, panics, or the future is dropped.
    ///
    /// ```
    /// # querent::schema!();
    /// # use querent::{Database, query};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// # let db = Database::connect("sqlite::memory:").await?;
    /// # db.sync(&SCHEMA).await?;
    /// db.transaction(async |tx| {
    ///     query!(users.insert { name: "Ann", email: "a@example.org" }).run(&tx).await?;
    ///     let twice = tx
    ///         .transaction(async |tx| query!(users.insert { name: "Ben", email: "a@example.org" }).run(&tx).await)
    ///         .await;
    ///     assert!(twice.unwrap_err().is_unique_violation());
    ///     querent::Ok(())
    /// })
    /// .await?;
    /// assert_eq!(query!(users.count).run(&db).await?, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the closure gives, and when the transaction is no more or the store does not answer.
    ///
    /// # Cancel safety
    /// Dropping the future undoes what the closure did, before the transaction's next query.
    pub async fn transaction<T, E, F, Fut>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(Transaction) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let about = |error: Error| error.about(&self.origin.to_string());
        let part = self.savepoint().await.map_err(about)?;
        match closure(part.share()).await {
            Ok(value) => {
                part.commit().await.map_err(about)?;
                Ok(value)
            }
            Err(error) => {
                // Where the transaction is over, the closure's error has said so, and the next query will.
                let _ = part.rollback().await;
                Err(error)
            }
        }
    }

    /// Why it should be tried again, if a query of it met another transaction or lost the connection.
    fn try_again(&self) -> Option<String> {
        match &*self.state.try_lock().ok()? {
            State::Open(open) => open.try_again.clone(),
            State::Over => None,
        }
    }
}
