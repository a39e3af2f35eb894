//! What a query runs on: a database, which lends a connection for it.

use crate::database::Database;
use std::sync::Arc;

/// What [`run`](crate::Query::run) takes: `&Database`.
#[diagnostic::on_unimplemented(
    message = "a query runs on a `&Database`, and `{Self}` is none",
    label = "this has type `{Self}`"
)]
pub trait Executor<'e>: sealed::Executor<'e> {}

/// Where a statement goes.
#[derive(Debug)]
pub enum Target<'e> {
    /// To a connection that the database lends.
    Database(&'e Database),
}

mod sealed {
    /// Implemented here only.
    pub trait Executor<'e> {
        fn target(self) -> super::Target<'e>;
    }
}

macro_rules! executors {
    ($($executor:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'e> sealed::Executor<'e> for $executor {
            fn target(self) -> Target<'e> {
                Target::Database(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'e> Executor<'e> for $executor {}
    )*};
}

// What is behind a reference or an `Arc` is not found by coercion where a trait is asked for.
executors! { &'e Database &'e mut Database &'e &Database &'e &mut Database &'e Arc<Database> }
