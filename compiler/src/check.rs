//! [`ast::Query`] + [`Schema`] → [`plan::Query`]: resolves names, types everything, applies every rule; the last phase that can fail.

use crate::{ast, errors::Errors, plan};
use querent_schema::Schema;

/// Checks a query. `None` exactly when at least one mistake was reported, here or by the parser.
pub fn query(_query: &ast::Query, _schema: &Schema, _errors: &mut Errors) -> Option<plan::Query> {
    None
}
