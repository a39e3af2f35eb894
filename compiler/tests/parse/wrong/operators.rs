//! Operators of other languages.

use super::check;
use expect_test::expect;

#[test]
fn foreign_operators() {
    check(
        "users.find where a = 1 && b = 2 || !c",
        expect![[r#"
            1:24 `&`: `&&` is not an operator of the query language
            help: write `and`
            1:33 `|`: `||` is not an operator of the query language
            help: write `or`, or `concat(a, b)` to join texts
            1:36 `!`: `!` is not an operator of the query language
            help: write `not`
            --
            users (users) Find
            where (((a = 1) and (b = 2)) or (not c))"#]],
    );
    check(
        "users.find where a === 1 and b !== 2",
        expect![[r#"
            1:20 `=`: `===` is not an operator of the query language
            help: write `=`
            1:32 `!`: `!==` is not an operator of the query language
            help: write `!=`
            --
            users (users) Find
            where ((a = 1) and (b != 2))"#]],
    );
    check(
        "users.find where a => 1 and b =< 2",
        expect![[r#"
            1:20 `=`: `=>` is not an operator of the query language
            help: write `>=`
            1:31 `=`: `=<` is not an operator of the query language
            help: write `<=`
            --
            users (users) Find
            where ((a >= 1) and (b <= 2))"#]],
    );
    check(
        r#"users.find where a <=> {b} and c ~ "x" and d ~* "y""#,
        expect![[r#"
            1:20 `<`: `<=>` is not an operator of the query language
            help: write `is`
            1:34 `~`: `~` is not an operator of the query language
            help: write `like`
            1:46 `~`: `~*` is not an operator of the query language
            help: write `ilike`
            --
            users (users) Find
            where (((a is {b}) and (c like "x")) and (d ilike "y"))"#]],
    );
    check(
        "users.find where a ^ 2 = 1 and b ** 2 = 4 and c & 1 = 1 and d << 1 = 2",
        expect![[r#"
            1:20 `^`: `^` is not an operator of the query language
            help: compute it in Rust and bind it as `{value}`
            1:34 `*`: `**` is not an operator of the query language
            help: compute it in Rust and bind it as `{value}`
            1:49 `&`: `&` is not an operator of the query language
            help: compute it in Rust and bind it as `{value}`
            1:63 `<`: `<<` is not an operator of the query language
            help: compute it in Rust and bind it as `{value}`
            --
            users (users) Find
            where ((((HOLE = 1) and (HOLE = 4)) and (HOLE = 1)) and (HOLE = 2))"#]],
    );
    check(
        "users.find where !(a or b)",
        expect![[r#"
            1:18 `!`: `!` is not an operator of the query language
            help: write `not`
            --
            users (users) Find
            where (not (a or b))"#]],
    );
    check(
        "users.find where a = +1",
        expect![[r#"
            1:22 `+`: `+` is not written before a value
            help: take it away
            --
            users (users) Find
            where (a = 1)"#]],
    );
    check(
        r#"users.find where name || "x" = "y""#,
        expect![[r#"
            1:23 `|`: `||` is not an operator of the query language
            help: write `concat(a, b)`
            --
            users (users) Find
            where (HOLE = "y")"#]],
    );
    check(
        "users.find where a < b < c",
        expect![[r#"
            1:24 `<`: comparisons cannot be chained
            help: join two of them with `and`, or put one in parentheses
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where age: 18 and b = $1",
        expect![[r#"
            1:21 `:`: `:` is not an operator of the query language
            help: write `=`
            1:34 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where ((age = 18) and (b = HOLE))"#]],
    );
    check(
        "users.find where a = 1 & b = 2",
        expect![[r#"
            1:24 `&`: `&` is not an operator of the query language
            help: write `and`
            --
            users (users) Find
            where ((a = 1) and (b = 2))"#]],
    );
    check(
        "users.find where a == = 1",
        expect![[r#"
            1:20 `=`: a value is missing after `==`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            where HOLE"#]],
    );
}

#[test]
fn counting_up() {
    check(
        "users.update { age++, n-- } where id = 1",
        expect![[r#"
        1:19 `+`: `++` is not an operator of the query language
        help: write `age: age + 1`
        1:24 `-`: `--` is not an operator of the query language
        help: write `n: n - 1`
        --
        users (users) Update
        fields [age: HOLE, n: HOLE]
        where (id = 1)"#]],
    );
    check(
        "users.update { age: age++, n: ++n } where a - -1 = 2",
        expect![[r#"
        1:24 `+`: `++` is not an operator of the query language
        help: write `age + 1`
        1:31 `+`: `+` is not written before a value
        help: take it away
        --
        users (users) Update
        fields [age: HOLE, n: n]
        where ((a - -1) = 2)"#]],
    );
    check(
        "users.find where age++ > 1",
        expect![[r#"
        1:21 `+`: `++` is not an operator of the query language
        help: write `age + 1`
        --
        users (users) Find
        where (HOLE > 1)"#]],
    );
}

#[test]
fn patterns_without_quotes() {
    check(
        "users.find where a like %a% and b not ilike %b order by a",
        expect![[r#"
        1:25 `%`: a pattern is a text, in quotes
        help: write `"%a%"`
        1:45 `%`: a pattern is a text, in quotes
        help: write `"%b"`
        --
        users (users) Find
        where ((a like HOLE) and (b not ilike HOLE))
        order by a"#]],
    );
    check(
        "users.find where a like b% and c like d % 2 and e starts_with %",
        expect![[r#"
        1:25 `b`: a pattern is a text, in quotes
        help: write `"b%"`
        1:63 `%`: a pattern is a text, in quotes
        help: write `"%"`
        --
        users (users) Find
        where (((a like HOLE) and (c like (d % 2))) and (e starts_with HOLE))"#]],
    );
    check(
        r#"users.find where a like %"b"%"#,
        expect![[r#"
        1:25 `%`: a pattern is a text, in quotes
        help: write `"%b%"`
        --
        users (users) Find
        where (a like HOLE)"#]],
    );
}

#[test]
fn two_queries() {
    check(
        "users.find, posts.find where published",
        expect![[r#"
        1:11 `,`: one call of `query!` has one query
        help: write a call of its own: `query!(posts.find …)`
        --
        users (users) Find"#]],
    );
    check(
        "users.find where a, posts.count where published",
        expect![[r#"
        1:19 `,`: one call of `query!` has one query
        help: write a call of its own: `query!(posts.count …)`
        --
        users (users) Find
        where a"#]],
    );
    check(
        "users.find order by a, posts.any(b)",
        expect![[r#"
        1:30 `any`: `posts.any(…)`, a test of a relation, is not available yet
        --
        users (users) Find
        order by a, HOLE"#]],
    );
}
