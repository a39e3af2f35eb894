//! Statements of SQL × [`Features`] → [`Program`]: how a dialect spells them.

use crate::{plan, program::Program};
use querent_schema::{Dialect, Schema};

/// The program of a checked query for one dialect.
pub fn query(_query: &plan::Query, _schema: &Schema, _dialect: Dialect) -> Program {
    Program { steps: Vec::new() }
}
