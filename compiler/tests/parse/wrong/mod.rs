//! Wrong queries, the errors that they get, and what is read of them nevertheless.

mod bodies;
mod heads;
mod keywords;
mod later;
mod nested;
mod objects;
mod operators;
mod places;
mod values;

use crate::{print::print, read};
use expect_test::Expect;

/// Reads a wrong query; compares its errors, each with its line, column and token, and what was read.
fn check(text: &str, expected: Expect) {
    let (query, errors) = read(text);
    assert!(!errors.is_empty(), "{text}\nhas no errors");
    let mut lines = Vec::new();
    for error in &errors {
        let start = error.span.start();
        let token = error.span.source_text().unwrap_or_default();
        let token = if token.len() > 40 || token.contains('\n') { "…".to_owned() } else { token };
        lines.push(format!("{}:{} `{token}`: {}", start.line, start.column + 1, error.message));
        assert!(error.message.lines().count() <= 4, "{}", error.message);
    }
    lines.push("--".to_owned());
    lines.push(query.as_ref().map_or_else(|| "nothing".to_owned(), print));
    expected.assert_eq(&lines.join("\n"));
}
