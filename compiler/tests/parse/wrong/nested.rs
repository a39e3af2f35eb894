//! What is wrong in `case`, in choices among orders, and in deep nesting.

use super::check;
use crate::read;
use expect_test::expect;

#[test]
fn case() {
    check(
        "users.find where case when a then b = 1",
        expect![[r#"
            1:18 `case`: this `case` has no `end`
            help: write `case when … then … else … end`
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where case when a b else c end = 1",
        expect![[r#"
            1:28 `a`: `then` is missing after this condition
            help: write `case when … then … else … end`
            --
            users (users) Find
            where ((case when a then HOLE else c) = 1)"#]],
    );
    check(
        "users.find where case a when 1 then 2 end = 2",
        expect![[r#"
            1:23 `a`: `case` is followed by `when`
            help: write `case when a = 1 then … else … end`
            --
            users (users) Find
            where (HOLE = 2)"#]],
    );
    check(
        "users.find where case end",
        expect![[r#"
            1:23 `end`: `case` is followed by `when`
            help: write `case when a = 1 then … else … end`
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find { case when a then $1 else 2 end as x, b }",
        expect![[r#"
        1:31 `$`: `$` is not a placeholder here
        help: write the Rust value itself in braces: `{value}`
        --
        users (users) Find
        select [(case when a then HOLE else 2) as x, b]"#]],
    );
    check(
        "users.find where CASE WHEN a THEN b END",
        expect![[r#"
            1:18 `CASE`: `CASE` is not a keyword of the query language
            help: write `case`
            1:23 `WHEN`: `WHEN` is not a keyword of the query language
            help: write `when`
            1:30 `THEN`: `THEN` is not a keyword of the query language
            help: write `then`
            1:37 `END`: `END` is not a keyword of the query language
            help: write `end`
            --
            users (users) Find
            where (case when a then b)"#]],
    );
    check(
        "users.find where case when ^ then 1 when b then ^ else 2 end = $1",
        expect![[r#"
            1:28 `^`: `^` does not begin a value
            help: write a column, a literal, or a Rust value in braces
            1:49 `^`: `^` does not begin a value
            help: write a column, a literal, or a Rust value in braces
            1:64 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where ((case when HOLE then 1 when b then HOLE else 2) = HOLE)"#]],
    );
}

#[test]
fn order_choices() {
    check(
        "users.find order by {sort} take 3",
        expect![[r#"
            1:21 `{sort}`: a Rust value is not a key of an order
            help: write `order by {value} { Sort::Name => name, … }` to choose among orders
            --
            users (users) Find
            order by HOLE
            take 3"#]],
    );
    check(
        "users.find order by {sort} {}",
        expect![[r#"
            1:28 `{`: the order has no choices
            help: write `order by {sort} { Sort::Name => name, … }`
            --
            users (users) Find
            order by HOLE"#]],
    );
    check(
        "users.find order by {sort} { A => name B => id }",
        expect![[r#"
            1:40 `B`: a comma is missing before `B`
            help: write commas between keys and between choices
            --
            users (users) Find
            order by {sort}
              A => name
              B => id"#]],
    );
    check(
        "users.find order by {sort} { A name, B => id }",
        expect![[r#"
            1:30 `A`: this choice has no `=>`
            help: write `pattern => key, key desc`
            --
            users (users) Find
            order by {sort}
              B => id"#]],
    );
    check(
        "users.find order by {sort} { => name, B => , C => $1, id }",
        expect![[r#"
            1:30 `=`: a pattern is missing before `=>`
            help: write `pattern => key, key desc`
            1:41 `=`: a value is missing after `=>`
            help: write a column, a literal, or a Rust value in braces
            1:51 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            order by {sort}
               => name
              B => HOLE
              C => HOLE, id"#]],
    );
    check(
        "users.find order by {} { A => name }",
        expect![[r#"
            1:21 `{`: the braces are empty
            help: write a Rust expression in them
            --
            users (users) Find
            order by HOLE"#]],
    );
    check(
        "users.find order by {sort} { A, B => id } where $1",
        expect![[r#"
            1:30 `A`: this choice has no `=>`
            help: write `pattern => key, key desc`
            1:49 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where HOLE
            order by {sort}
              B => id"#]],
    );
}

#[test]
fn nesting() {
    check(
        "users.find where ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
        expect![[r#"
            1:82 `(`: this expression is nested too deeply
            help: compute a part of it in Rust and bind it as `{value}`
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not a and b = $1",
        expect![[r#"
            1:278 `not`: this expression is nested too deeply
            help: compute a part of it in Rust and bind it as `{value}`
            --
            users (users) Find
            where (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not (not HOLE)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"#]],
    );
    check(
        "users.find where a = - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - b",
        expect![[r#"
            1:152 `-`: this expression is nested too deeply
            help: compute a part of it in Rust and bind it as `{value}`
            --
            users (users) Find
            where (a = (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- (- HOLE))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))"#]],
    );
}

/// A chain of any length is read without overflowing the stack.
#[test]
fn long_chains() {
    for operator in ["or", "*"] {
        let chain = format!("users.find where a{} order by $1", format!(" {operator} a").repeat(10_000));
        let (_, errors) = read(&chain);
        let messages: Vec<&str> = errors.iter().filter_map(|error| error.message.lines().next()).collect();
        assert_eq!(messages, ["this query has more than 1000 operators", "`$` is not a placeholder here"]);
    }
}
