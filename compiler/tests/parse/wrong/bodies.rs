//! Bodies of verbs.

use super::check;
use expect_test::expect;

#[test]
fn bodies() {
    check(
        "users.find {}",
        expect![[r#"
        1:12 `{`: the braces name no column
        help: name columns, or leave the braces away for whole rows
        --
        users (users) Find
        body HOLE"#]],
    );
    check(
        "users.find { id name, age }",
        expect![[r#"
        1:17 `name`: a comma is missing before `name`
        help: write commas between the items
        --
        users (users) Find
        select [id, name, age]"#]],
    );
    check(
        "users.find { id,, name }",
        expect![[r#"
        1:17 `,`: nothing stands before this `,`
        help: take it away
        --
        users (users) Find
        select [id, name]"#]],
    );
    check(
        "users.find { age + 1 as, lower(name) as 5, id }",
        expect![[r#"
            1:22 `as`: a name is missing after `as`
            help: write `… as name`
            1:38 `as`: a name is missing after `as`
            help: write `… as name`
            --
            users (users) Find
            select [HOLE, HOLE, id]"#]],
    );
    check(
        "users.find [id, name]",
        expect![[r#"
        1:12 `[`: the columns stand in braces, not in brackets
        help: write `{ id, name }`
        --
        users (users) Find
        body HOLE"#]],
    );
    check(
        "users.find { users.* }",
        expect![[r#"
            1:19 `.`: `*` stands alone: a query has one table
            help: write `*`
            --
            users (users) Find
            select [HOLE]"#]],
    );
    check(
        "users.insert { name: , age: 3 }",
        expect![[r#"
        1:20 `:`: a value is missing after `:`
        help: write a column, a literal, or a Rust value in braces
        --
        users (users) Insert
        fields [name: HOLE, age: 3]"#]],
    );
    check(
        r#"users.insert { name = "A", age => 3 }"#,
        expect![[r#"
        1:21 `=`: `:` is missing after `name`
        help: write `name: value`
        1:32 `=`: `:` is missing after `age`
        help: write `age: value`
        --
        users (users) Insert
        fields [name: "A", age: 3]"#]],
    );
    check(
        r#"users.insert { name "A", age 3 }"#,
        expect![[r#"
        1:21 `"A"`: `:` is missing after `name`
        help: write `name: value`
        1:30 `3`: `:` is missing after `age`
        help: write `age: value`
        --
        users (users) Insert
        fields [name: "A", age: 3]"#]],
    );
    check(
        r#"users.insert { "name": "A", "age": 3 }"#,
        expect![[r#"
        1:16 `"name"`: the name of a column stands without quotes
        help: write `name: value`
        1:29 `"age"`: the name of a column stands without quotes
        help: write `age: value`
        --
        users (users) Insert
        fields [name: "A", age: 3]"#]],
    );
    check(
        r#"users.insert { name: "A" age: 3 }"#,
        expect![[r#"
        1:26 `age`: a comma is missing before `age`
        help: write commas between the items
        --
        users (users) Insert
        fields [name: "A", age: 3]"#]],
    );
    check(
        r#"users.insert { "A", 25 }"#,
        expect![[r#"
        1:16 `"A"`: the name of a column is expected, not `"A"`
        help: write `name: value`
        1:21 `25`: the name of a column is expected, not `25`
        help: write `name: value`
        --
        users (users) Insert
        fields [INCOMPLETE]"#]],
    );
    check(
        r#"users.insert { name: "A", ..rest }"#,
        expect![[r#"
        1:27 `.`: the name of a column is expected, not `.`
        help: write `name: value`
        --
        users (users) Insert
        fields [name: "A", INCOMPLETE]"#]],
    );
    check(
        r#"users.insert (name, age) values ("A", 3)"#,
        expect![[r#"
            1:14 `(`: a verb has no parentheses
            help: write `insert { name: value }`
            --
            users (users) Insert
            body HOLE"#]],
    );
    check(
        r#"users.insert [{ name: "A" }]"#,
        expect![[r#"
        1:14 `[`: one row stands in braces, not in brackets
        help: write `insert_many [{ … }, { … }]`
        --
        users (users) Insert
        body HOLE"#]],
    );
    check(
        r#"users.insert { name: "A", posts: [{ title: "x" }], tags: [1, 2], meta: { a: 1 } }"#,
        expect![[r#"
        1:34 `[`: children in an insert are not available yet
        1:58 `[`: a list in brackets is not a value
        help: bind a Rust value as `{value}`; a list stands behind `in` only
        1:72 `{`: an object is not a value of a column
        help: bind a Rust value as `{value}`
        --
        users (users) Insert
        fields [name: "A", posts: HOLE, tags: HOLE, meta: HOLE]"#]],
    );
    check(
        r#"users.insert_many { name: "A" }"#,
        expect![[r#"
        1:19 `{`: the rows of `insert_many` stand in brackets
        help: write `[{ … }, { … }]`, or `{rows}` for rows of Rust
        --
        users (users) InsertMany
        row [name: "A"]"#]],
    );
    check(
        "users.insert_many {}",
        expect![[r#"
        1:19 `{`: the braces are empty
        help: write `[{ … }, { … }]`, or `{rows}` for rows of Rust
        --
        users (users) InsertMany
        body HOLE"#]],
    );
    check(
        r#"users.insert_many [{ name: "A" }, b]"#,
        expect![[r#"
        1:35 `b`: a row stands in braces
        help: write `[{ … }, { … }]`, or `{rows}` for rows of Rust
        --
        users (users) InsertMany
        body HOLE"#]],
    );
    check(
        "users.insert_many (1, 2)",
        expect![[r#"
            1:19 `(`: a verb has no parentheses
            help: write `insert_many` and its clauses, with spaces between them
            --
            users (users) InsertMany
            body HOLE"#]],
    );
    check(
        "users.update set age = 3 where id = 1",
        expect![[r#"
            1:14 `set`: `set` is not expected here
            help: write `update { name: value }`
            --
            users (users) Update
            body HOLE
            where (id = 1)"#]],
    );
    check(
        "users.update { age += 1 } where id = 1",
        expect![[r#"
            1:20 `+`: `+=` is not an operator of the query language
            help: write `age: age + 1`
            --
            users (users) Update
            fields [age: HOLE]
            where (id = 1)"#]],
    );
    check(
        "users.update [1] all",
        expect![[r#"
        1:14 `[`: one row stands in braces, not in brackets
        help: write `{ name: value }`
        --
        users (users) Update
        body HOLE
        all"#]],
    );
    check(
        r#"users.upsert { name: "A" } where id = 1"#,
        expect![[r#"
            1:14 `{`: `upsert` has two bodies
            help: write `create { … } update { … }`
            --
            users (users) Upsert
            body HOLE
            where (id = 1)"#]],
    );
    check(
        "users.upsert where id = 1 create {new} update { a: $1 }",
        expect![[r#"
            1:52 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Upsert
            create [new: {new}]
            update [a: HOLE]
            where (id = 1)"#]],
    );
    check(
        "users.upsert where id = 1 create update",
        expect![[r#"
            1:27 `create`: the braces of `create` are missing
            help: write `create { name: value }`
            1:34 `update`: the braces of `update` are missing
            help: write `update { name: value }`
            --
            users (users) Upsert
            create [INCOMPLETE]
            update [INCOMPLETE]
            where (id = 1)"#]],
    );
    check(
        "users.upsert where id = 1 create { a } create { b } update {}",
        expect![[r#"
            1:40 `create`: `create` stands twice
            help: write it once
            --
            users (users) Upsert
            create [a: {a}]
            update []
            where (id = 1)"#]],
    );
    check(
        "users.delete { id: 3 }",
        expect![[r#"
            1:14 `{`: a condition is not written as an object
            help: write `where id = 3`
            --
            users (users) Delete
            where HOLE"#]],
    );
    check(
        "users.count { id }",
        expect![[r#"
            1:13 `{`: `count` has no braces
            help: a condition stands behind `where`
            --
            users (users) Count
            where HOLE"#]],
    );
    check(
        "users.update { a: 1 } where b returning id, name",
        expect![[r#"
            1:41 `id`: the columns of `returning` stand in braces
            help: write `returning { id, name }`
            --
            users (users) Update
            fields [a: 1]
            where b
            returning [id, name]"#]],
    );
    check(
        "users.update { a: 1 } all returning",
        expect![[r#"
            1:27 `returning`: `returning` does not say what
            help: write `returning *` or `returning { id }`
            --
            users (users) Update
            fields [a: 1]
            all"#]],
    );
    check(
        "users.update { a: 1 } all returning lower(name)",
        expect![[r#"
            1:37 `lower`: the columns of `returning` stand in braces
            help: write `returning { lower(name) }`
            --
            users (users) Update
            fields [a: 1]
            all
            returning [lower(name)]"#]],
    );
    check(
        "users.find { id: }",
        expect![[r#"
            1:16 `:`: a value is missing after `:`
            help: write a column, a literal, or a Rust value in braces
            --
            users (users) Find
            select [HOLE as id]"#]],
    );
    check(
        "users.find { as x, id }",
        expect![[r#"
        1:17 `x`: a comma is missing before `x`
        help: write commas between the items
        --
        users (users) Find
        select [as, x, id]"#]],
    );
}
