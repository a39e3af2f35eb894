//! What a driver knows of a failure → an [`Error`](crate::Error).

use crate::error::{Condition, Constraint, Error, ErrorKind};

/// A failure in the words of a driver, on its way to being an [`Error`].
///
/// ```
/// use querent::driver::{Condition, Failure};
/// use querent::{Error, ErrorKind};
///
/// let error: Error = Failure::new(ErrorKind::Connection, "the server has closed the connection").condition(Condition::Lost).into();
/// assert!(error.is_connection_lost());
/// ```
#[derive(Debug)]
#[must_use = "it is no error until it is converted"]
pub struct Failure(Error);

impl Failure {
    /// What it is about, and a text that says what is wrong and what to do. It must hold no password.
    pub fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Failure(Error::new(kind, text))
    }

    /// What a program may want to know beside the kind.
    pub fn condition(self, condition: Condition) -> Self {
        Failure(self.0.with_condition(condition))
    }

    /// The constraint that a write would have broken.
    pub fn constraint(self, constraint: Constraint) -> Self {
        Failure(self.0.with_constraint(constraint))
    }

    /// It is not known whether the statement has been carried out.
    pub fn outcome_unknown(self) -> Self {
        Failure(self.0.with_unknown_outcome())
    }

    /// Nothing of the statement was sent, so it may be run on another connection.
    pub fn nothing_sent(self) -> Self {
        Failure(self.0.with_nothing_sent())
    }

    /// The error that it comes from.
    pub fn source(self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Failure(self.0.with_source(source))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        failure.0
    }
}
