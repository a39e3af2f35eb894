//! Right queries and the trees that they become.

mod clauses;
mod expressions;

use crate::{print::print, read};
use expect_test::Expect;

/// Reads a right query and compares its tree.
fn check(text: &str, expected: Expect) {
    let (query, errors) = read(text);
    assert!(errors.is_empty(), "{text}\n{errors:#?}");
    let query = query.expect("a query without mistakes has a tree");
    expected.assert_eq(&print(&query));
}
