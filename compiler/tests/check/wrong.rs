//! Wrong queries and all of their errors.

use super::check;
use expect_test::{Expect, expect};

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

#[test]
fn names() {
    errors(
        r#"
        user.find
        users.find where agee > 18
        "#,
        expect![[r#"
            > user.find
              1:1 `user` there is no table `user`
                help: did you mean `users`? (schema.sql:4)

            > users.find where agee > 18
              1:18 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)"#]],
    );
}
