//! Right queries and their plans.

mod conditions;
mod expressions;
mod reads;
mod writes;

use crate::{check, print};
use expect_test::Expect;

/// The queries of a text, each on a line of its own, with their plans below.
fn plans(queries: &str, expected: Expect) {
    let mut printed = String::new();
    for text in queries.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (plan, errors) = check(text);
        assert!(errors.is_empty(), "{text}: {errors:#?}");
        let plan = plan.map_or(String::new(), |plan| print::plan(&plan));
        printed += &format!("> {text}\n{plan}\n\n");
    }
    expected.assert_eq(printed.trim_end());
}
