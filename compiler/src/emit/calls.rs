//! A query → the function that it calls, out of its table's module.

use crate::plan::{Many, Output};

/// The function for such an answer.
pub(super) fn calls_of(output: &Output) -> &'static str {
    match output {
        Output::Rows { many: Many::All, .. } => "__rows",
        Output::Rows { many: Many::First, .. } => "__first",
        Output::Rows { many: Many::One, .. } => "__one",
        Output::Count => "__count",
        Output::Exists => "__exists",
        Output::Nothing => "__nothing",
    }
}

/// The functions as they stand in a table's module, and the traits by which values are bound: a query then names the module, which must be in scope, and little else. They are the
/// runtime's, for rustc proposes to make an unawaited function of the crate itself async.
pub(super) fn calls() -> &'static str {
    "#[doc(hidden)]
    pub use ::querent::__private::{
        Braces as __Braces, Compared as __Compared, Form as __Form, Listed as __Listed, Needed as __Needed, Stored as __Stored, Tested as __Tested, count as __count, exists as __exists,
        first as __first, nothing as __nothing, one as __one, rows as __rows,
    };\n"
}
