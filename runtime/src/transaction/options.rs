//! What a transaction is asked to be: how isolated, whether it writes, how long it may take, how often it is tried.

use crate::error::{Error, ErrorKind, Result};
use crate::tries::{TRIES, TRY_FOR};
use std::time::Duration;

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// What a transaction sees of others. A store gives at least what is asked for: SQLite and the file store are serializable always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Isolation {
    /// Each query sees what was committed before it.
    ReadCommitted,
    /// All queries see what was committed before the first.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

/// How a transaction is begun, and how often [`Database::transaction_with`](crate::Database::transaction_with) tries it.
///
/// ```
/// # querent::schema!();
/// # use querent::{Database, Isolation, TransactionOptions, query};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// # let db = Database::connect("sqlite::memory:").await?;
/// # db.sync(&SCHEMA).await?;
/// let options = TransactionOptions::new().isolation(Isolation::Serializable).read_only();
/// let counts = db.transaction_with(options, async |tx| {
///     let users = query!(users.count).run(&tx).await?;
///     querent::Ok((users, query!(posts.count).run(&tx).await?))
/// });
/// assert_eq!(counts.await?, (0, 0));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "options do nothing by themselves"]
pub struct TransactionOptions {
    pub(crate) isolation: Option<Isolation>,
    pub(crate) read_only: bool,
    pub(crate) deferrable: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) tries: u32,
    pub(crate) try_for: Duration,
    /// Whether it is a closure's, which can be called again.
    pub(super) is_closure: bool,
}

impl TransactionOptions {
    /// The store's own isolation, reading and writing, no timeout, at most 8 tries within 10 seconds.
    pub const fn new() -> Self {
        TransactionOptions {
            isolation: None,
            read_only: false,
            deferrable: false,
            timeout: None,
            tries: TRIES,
            try_for: TRY_FOR,
            is_closure: false,
        }
    }

    /// How isolated it is; the store's default unless told.
    pub const fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// It only reads: a query that writes is an error whose [`is_read_only`](crate::Error::is_read_only) is true.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// It begins when it can neither fail for others nor make others fail: PostgreSQL's DEFERRABLE, for serializable read-only
    /// transactions. Other stores refuse it.
    pub const fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// After how long its next query fails, or the one that runs is broken off, which undoes it; no limit unless told.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often it is tried at most when it meets others; 8 unless told, and at least once.
    pub const fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// For how long it is tried again; 10 seconds unless told.
    pub const fn try_for(mut self, time: Duration) -> Self {
        self.try_for = time;
        self
    }

    /// Refuses what a store does not have.
    pub(crate) fn check(&self, store: &str, has_deferrable: bool) -> Result<()> {
        if self.deferrable && !has_deferrable {
            let text = format!("{store} has no deferrable transactions: leave `deferrable` out");
            return Err(Error::new(ErrorKind::Query, text));
        }
        Ok(())
    }

    /// Whether it may be tried again from its beginning.
    pub(crate) fn restarts(&self) -> bool {
        self.is_closure
    }

    pub(crate) fn access(&self) -> Access {
        if self.read_only { Access::Read } else { Access::Write }
    }
}

impl Default for TransactionOptions {
    fn default() -> Self {
        TransactionOptions::new()
    }
}
