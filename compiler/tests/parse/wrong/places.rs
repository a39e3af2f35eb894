//! What is missing, and what is too much.

use super::check;
use expect_test::expect;

#[test]
fn missing_and_extra() {
    check(
        "users.find where",
        expect![[r#"
            1:12 `where`: a value is missing after `where`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where and a = 1",
        expect![[r#"
            1:12 `where`: a value is missing after `where`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where (HOLE and (a = 1))"#]],
    );
    check(
        "users.find where age >= and name = 1",
        expect![[r#"
            1:22 `>`: a value is missing after `>=`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where ((age >= HOLE) and (name = 1))"#]],
    );
    check(
        "users.find where age >= order by name",
        expect![[r#"
            1:22 `>`: a value is missing after `>=`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where (age >= HOLE)
            order by name"#]],
    );
    check(
        "users.find where () and a = 1",
        expect![[r#"
            1:18 `(`: the parentheses are empty
            help: write a condition or a value in them
            --
            users (users) Find
            where (HOLE and (a = 1))"#]],
    );
    check(
        "users.find where a = (1 + ) and b",
        expect![[r#"
            1:25 `+`: a value is missing after `+`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where ((a = (1 + HOLE)) and b)"#]],
    );
    check(
        "users.find where a = 1 b = 2",
        expect![[r#"
            1:24 `b`: `and` or `or` is missing before `b`
            help: write `and b …`
            --
            users (users) Find
            where ((a = 1) and (b = 2))"#]],
    );
    check(
        "users.find where a = 1, b = 2",
        expect![[r#"
            1:23 `,`: conditions are not separated by commas
            help: write `and` or `or` in place of `,`
            --
            users (users) Find
            where ((a = 1) and (b = 2))"#]],
    );
    check(
        "users.find where a b c order by id",
        expect![[r#"
            1:20 `b`: `b` is not expected here
            help: take it away, or put an operator or a comma before it
            --
            users (users) Find
            where a
            order by id"#]],
    );
    check(
        "users.find where a = 1 or",
        expect![[r#"
            1:24 `or`: a value is missing after `or`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where ((a = 1) or HOLE)"#]],
    );
    check(
        "users.find where not",
        expect![[r#"
            1:18 `not`: a value is missing after `not`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where (not HOLE)"#]],
    );
    check(
        "users.find where a between 1 or b = 2",
        expect![[r#"
            1:20 `between`: `between` has one limit only
            help: write `between a and b`
            --
            users (users) Find
            where (HOLE or (b = 2))"#]],
    );
    check(
        "users.find where a between 1, 2",
        expect![[r#"
            1:29 `,`: the two limits of `between` are joined by `and`
            help: write `between a and b`
            --
            users (users) Find
            where (a between 1 and 2)"#]],
    );
    check(
        "users.find where a = 1;",
        expect![[r#"
            1:23 `;`: `;` is not expected here
            help: a query ends without `;`
            --
            users (users) Find
            where (a = 1)"#]],
    );
    check(
        "users.find; drop table users",
        expect![[r#"
        1:11 `;`: `;` is not expected here
        help: a query ends without `;`
        --
        users (users) Find"#]],
    );
    check(
        "users.find where (a, b) = (1, 2)",
        expect![[r#"
            1:20 `,`: values are compared one by one
            help: write `a = 1 and b = 2`
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where a. = 1 and b = $2",
        expect![[r#"
            1:19 `.`: a name is missing after `.`
            help: write the name of a column
            1:33 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (HOLE and (b = HOLE))"#]],
    );
    check(
        "users.find order by",
        expect![[r#"
            1:18 `by`: a value is missing after `by`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            order by HOLE"#]],
    );
    check(
        "users.find order by name,",
        expect![[r#"
            1:25 `,`: a value is missing after `,`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            order by name, HOLE"#]],
    );
    check(
        "users.find order by name id",
        expect![[r#"
            1:26 `id`: a comma is missing before `id`
            help: write commas between the keys
            --
            users (users) Find
            order by name, id"#]],
    );
    check(
        "users.find order by $1, name, ^, id desc",
        expect![[r#"
            1:21 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            1:31 `^`: `^` does not begin a value
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            order by HOLE, name, HOLE, id desc"#]],
    );
    check(
        r#"users.find order by "name", {x}, 1"#,
        expect![[r#"
            1:21 `"name"`: a literal is not a key of an order
            help: name a column or an expression
            1:29 `{x}`: a Rust value is not a key of an order
            help: write `order by {value} { Sort::Name => name, … }` to choose among orders
            1:34 `1`: a literal is not a key of an order
            help: name a column or an expression
            --
            users (users) Find
            order by HOLE, HOLE, HOLE"#]],
    );
    check(
        "users.find take",
        expect![[r#"
            1:12 `take`: a value is missing after `take`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            take HOLE"#]],
    );
    check(
        r#"users.find take n skip "a" + 1"#,
        expect![[r#"
            1:17 `n`: `take` takes a number or a Rust value in braces
            help: write `take {n}` for a Rust value
            1:28 `+`: `+` is not expected here
            help: take it away, or put an operator or a comma before it
            --
            users (users) Find
            take HOLE
            skip "a""#]],
    );
    check(
        "users.find take 10, 20",
        expect![[r#"
            1:19 `,`: `take` takes one number
            help: write `take 20 skip 10`
            --
            users (users) Find
            take 10"#]],
    );
    check(
        "users.find as",
        expect![[r#"
        1:12 `as`: a type is missing after `as`
        help: write `as Adult`, a struct with the fields of the result
        --
        users (users) Find"#]],
    );
    check(
        "users.find as 5 where a = $1",
        expect![[r#"
            1:12 `as`: a type is missing after `as`
            help: write `as Adult`, a struct with the fields of the result
            1:27 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
    check(
        "users.find { id } where active { name }",
        expect![[r#"
            1:32 `{`: `{` is not expected here
            help: take it away, or put an operator or a comma before it
            --
            users (users) Find
            select [id]
            where active"#]],
    );
    check(
        "users.find { id } { name }",
        expect![[r#"
        1:19 `{`: `{` is not expected here
        help: take it away, or put an operator or a comma before it
        --
        users (users) Find
        select [id]"#]],
    );
    check(
        "users.find where active { id }",
        expect![[r#"
            1:25 `{`: the braces stand behind a clause
            help: write them right behind the verb
            --
            users (users) Find
            select [id]
            where active"#]],
    );
    check(
        "users.delete users.find",
        expect![[r#"
        1:14 `users`: `users` is not expected here
        help: take it away, or put an operator or a comma before it
        --
        users (users) Delete
        where HOLE"#]],
    );
    check(
        "users.find 5 where a = $1",
        expect![[r#"
            1:12 `5`: `5` is not expected here
            help: take it away, or put an operator or a comma before it
            1:24 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
    check(
        "users.find nonsense more nonsense where a = $1",
        expect![[r#"
            1:12 `nonsense`: `nonsense` is not expected here
            help: take it away, or put an operator or a comma before it
            1:45 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
}
