//! What a query runs on: a database, which lends a connection for it, or a transaction, which has one.

use crate::database::Database;
use crate::transaction::{Savepoint, Transaction, TransactionGuard};
use std::sync::Arc;

/// What [`run`](crate::Query::run) takes a reference to: a [`Database`], a [`Transaction`], or what leads to one.
#[diagnostic::on_unimplemented(
    message = "a query does not run on `{Self}`: give it a `&Database`, or the `tx` of a transaction",
    label = "this is neither"
)]
pub trait Executor: sealed::Executor {}

/// What the `run` of a [`LockingQuery`](crate::LockingQuery) takes a reference to: a [`Transaction`], or what leads to one.
#[diagnostic::on_unimplemented(
    message = "a query `for update` runs in a transaction only, and `{Self}` is none",
    label = "run it on the `tx` of a transaction"
)]
pub trait TransactionExecutor: Executor {}

/// Where a statement goes.
#[derive(Debug)]
pub enum Target<'e> {
    /// To a connection that the database lends.
    Database(&'e Database),
    /// To the connection of a transaction.
    Transaction(&'e Transaction),
}

mod sealed {
    /// Implemented here only.
    pub trait Executor {
        fn target(&self) -> super::Target<'_>;
    }
}

#[diagnostic::do_not_recommend]
impl sealed::Executor for Database {
    fn target(&self) -> Target<'_> {
        Target::Database(self)
    }
}

#[diagnostic::do_not_recommend]
impl Executor for Database {}

#[diagnostic::do_not_recommend]
impl sealed::Executor for Transaction {
    fn target(&self) -> Target<'_> {
        Target::Transaction(self)
    }
}

#[diagnostic::do_not_recommend]
impl Executor for Transaction {}

#[diagnostic::do_not_recommend]
impl TransactionExecutor for Transaction {}

macro_rules! guards {
    ($($guard:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl sealed::Executor for $guard {
            fn target(&self) -> Target<'_> {
                Target::Transaction(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Executor for $guard {}

        #[diagnostic::do_not_recommend]
        impl TransactionExecutor for $guard {}
    )*};
}

guards! { TransactionGuard Savepoint<'_> }

// A reference to a reference or to an `Arc` is not coerced where a trait is asked for.
macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: Executor + ?Sized> sealed::Executor for $pointer {
            fn target(&self) -> Target<'_> {
                E::target(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<E: Executor + ?Sized> Executor for $pointer {}

        #[diagnostic::do_not_recommend]
        impl<E: TransactionExecutor + ?Sized> TransactionExecutor for $pointer {}
    )*};
}

pointers! { &E &mut E Arc<E> Box<E> }
