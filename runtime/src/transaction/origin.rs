//! Where a transaction was begun → its name in messages.

use std::fmt;
use std::panic::Location;

/// A place in the source. A type without a lifetime, for the futures of closures are `Send` only without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin(&'static Location<'static>);

impl Origin {
    /// Where the caller of the caller stands.
    #[track_caller]
    pub(crate) fn caller() -> Origin {
        Origin(Location::caller())
    }
}

/// `transaction (src/main.rs:12)`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "transaction ({}:{})", self.0.file(), self.0.line())
    }
}
