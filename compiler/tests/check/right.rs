//! Right queries and their plans.

use super::{check, print};
use expect_test::{Expect, expect};

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

#[test]
fn reads() {
    plans(
        r#"
        users.find where age >= 18
        users.find { id, name } where active order by name desc nulls last, id take 10 skip {offset}
        "#,
        expect![[r#"
            > users.find where age >= 18
            users.find  where age GreaterOrEqual Integer(18)
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find { id, name } where active order by name desc nulls last, id take 10 skip {offset}
            users.find  where active order name desc nulls Last, id take 10 skip $0
            $0 <- {offset} count
            gives All record {id, name}
            reads [users] writes [] Unknown"#]],
    );
}
