//! Objects in place of clauses.

use super::check;
use expect_test::expect;

#[test]
fn objects() {
    check(
        "users.find where { age: { gte: 18 } }",
        expect![[r#"
            1:18 `{`: a condition is not written as an object
            help: write `age >= 18`
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where: { age: 18 } order by id",
        expect![[r#"
            1:19 `{`: a condition is not written as an object
            help: write `age = 18`
            --
            users (users) Find
            where HOLE
            order by id"#]],
    );
    check(
        "users.find where age = { gte: 18 } and b = {x}",
        expect![[r#"
            1:24 `{`: a condition is not written as an object
            help: write `age >= 18`
            --
            users (users) Find
            where ((age = HOLE) and (b = {x}))"#]],
    );
    check(
        "users.find { where: { age: 18 } }",
        expect![[r#"
        1:14 `where`: `where` does not stand in the braces
        help: write `users.find { id, name } where age >= 18 order by name`
        --
        users (users) Find
        body HOLE"#]],
    );
    check(
        "users.find { id: true, name: true }",
        expect![[r#"
        1:16 `:`: a projection lists the columns that it wants
        help: write `id` without `: true`
        1:28 `:`: a projection lists the columns that it wants
        help: write `name` without `: true`
        --
        users (users) Find
        select [id, name]"#]],
    );
    check(
        "users.find { n: count(), id }",
        expect![[r#"
        1:15 `:`: a projection names its expressions with `as`
        help: write `count() as n`
        --
        users (users) Find
        select [count() as n, id]"#]],
    );
    check(
        r#"users.find orderBy: { name: "asc", id: "desc" } take 3"#,
        expect![[r#"
            1:21 `{`: an order is not written as an object
            help: write `order by name, id desc`
            --
            users (users) Find
            order by name, id desc
            take 3"#]],
    );
    check(
        r#"users.find order by [{ name: "desc" }]"#,
        expect![[r#"
            1:22 `{`: an order is not written as an object
            help: write `order by name desc`
            --
            users (users) Find
            order by name desc"#]],
    );
    check(
        "users.find order by: name",
        expect![[r#"
            1:20 `:`: `order by` has no `:`
            help: write `order by name asc`
            --
            users (users) Find
            order by name"#]],
    );
    check(
        "users.find where name: { startsWith: x }",
        expect![[r#"
            1:24 `{`: a condition is not written as an object
            help: write `name starts_with {x}`
            --
            users (users) Find
            where (name = HOLE)"#]],
    );
    check(
        "users.count { age: { in: [1, 2] } }",
        expect![[r#"
            1:13 `{`: a condition is not written as an object
            help: write `where age in {list}`
            --
            users (users) Count
            where HOLE"#]],
    );
    check(
        r#"users.insert { data: { name: "A" } }"#,
        expect![[r#"
            1:16 `data`: the fields stand right in the braces of the verb
            help: write `insert { name: "A" }`
            --
            users (users) Insert
            body HOLE"#]],
    );
    check(
        "users.find take: 5",
        expect![[r#"
            1:16 `:`: `take` has no `:`
            help: write `take` and a space
            --
            users (users) Find
            take 5"#]],
    );
}
