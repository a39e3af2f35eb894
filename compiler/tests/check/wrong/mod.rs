//! Wrong queries and all of their errors.

mod conditions;
mod expressions;
mod literals;
mod names;
mod selections;
mod writes;

use crate::check;
use expect_test::Expect;

/// The queries of a text, each on a line of its own, with their errors below: column, token, message.
fn errors(queries: &str, expected: Expect) {
    let mut printed = String::new();
    for text in queries.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (_, errors) = check(text);
        assert!(!errors.is_empty(), "{text} is right");
        printed += &format!("> {text}\n");
        for error in errors {
            let (start, end) = (error.span.start(), error.span.end());
            let token: String = text.chars().skip(start.column).take(end.column - start.column).collect();
            let message = error.message.replace('\n', "\n    ");
            printed += &format!("  {}:{} `{token}` {message}\n", start.line, start.column + 1);
        }
        printed.push('\n');
    }
    expected.assert_eq(printed.trim_end());
}
