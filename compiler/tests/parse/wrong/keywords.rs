//! Keywords in capitals, of other languages, twice, or misspelt.

use super::check;
use expect_test::expect;

#[test]
fn keywords() {
    check(
        "users.find WHERE age > 1 ORDER BY name DESC NULLS LAST TAKE 5",
        expect![[r#"
            1:12 `WHERE`: `WHERE` is not a keyword of the query language
            help: write `where`
            1:26 `ORDER`: `ORDER` is not a keyword of the query language
            help: write `order by`
            1:40 `DESC`: `DESC` is not a keyword of the query language
            help: write `desc`
            1:45 `NULLS`: `NULLS` is not a keyword of the query language
            help: write `nulls`
            1:51 `LAST`: `LAST` is not a keyword of the query language
            help: write `last`
            1:56 `TAKE`: `TAKE` is not a keyword of the query language
            help: write `take`
            --
            users (users) Find
            where (age > 1)
            order by name desc nulls last
            take 5"#]],
    );
    check(
        "users.find where a AND b OR NOT c IS NULL",
        expect![[r#"
            1:20 `AND`: `AND` is not a keyword of the query language
            help: write `and`
            1:26 `OR`: `OR` is not a keyword of the query language
            help: write `or`
            1:29 `NOT`: `NOT` is not a keyword of the query language
            help: write `not`
            1:35 `IS`: `IS` is not a keyword of the query language
            help: write `is`
            1:38 `NULL`: `NULL` is not a keyword of the query language
            help: write `null`
            --
            users (users) Find
            where ((a and b) or (not (c is null)))"#]],
    );
    check(
        r#"users.find where name startsWith "a" and id notIn {ids}"#,
        expect![[r#"
            1:23 `startsWith`: `startsWith` is not a keyword of the query language
            help: write `starts_with`
            1:45 `notIn`: `notIn` is not a keyword of the query language
            help: write `not in`
            --
            users (users) Find
            where ((name starts_with "a") and (id not in {ids}))"#]],
    );
    check(
        "users.find limit 10 offset 5",
        expect![[r#"
        1:12 `limit`: `limit` is not a keyword of the query language
        help: write `take`
        1:21 `offset`: `offset` is not a keyword of the query language
        help: write `skip`
        --
        users (users) Find
        take 10
        skip 5"#]],
    );
    check(
        "users.find order name",
        expect![[r#"
            1:12 `order`: `by` is missing after `order`
            help: write `order by`
            --
            users (users) Find
            order by name"#]],
    );
    check(
        "users.find order by name ascending, id descending nulls",
        expect![[r#"
            1:26 `ascending`: `ascending` is not a keyword of the query language
            help: write `asc`
            1:40 `descending`: `descending` is not a keyword of the query language
            help: write `desc`
            1:51 `nulls`: `nulls` is followed by `first` or `last`
            help: write `nulls first` or `nulls last`
            --
            users (users) Find
            order by name, id desc"#]],
    );
    check(
        "users.find order By name",
        expect![[r#"
            1:18 `By`: `By` is not a keyword of the query language
            help: write `by`
            --
            users (users) Find
            order by name"#]],
    );
    check(
        "users.find where a = 1 where b = 2 take 1 take 2",
        expect![[r#"
            1:24 `where`: `where` stands twice
            help: join the conditions with `and`
            1:43 `take`: `take` stands twice
            help: write it once
            --
            users (users) Find
            where ((a = 1) and (b = 2))
            take 1"#]],
    );
    check(
        "users.find order by a order by b distinct distinct",
        expect![[r#"
            1:23 `order`: `order by` stands twice
            help: write it once
            1:43 `distinct`: `distinct` stands twice
            help: write it once
            --
            users (users) Find
            distinct
            order by a"#]],
    );
    check(
        "users.find skip 5 offset 5 limit 1 take 2",
        expect![[r#"
        1:19 `offset`: `skip` stands twice
        help: write it once
        1:28 `limit`: `limit` is not a keyword of the query language
        help: write `take`
        1:36 `take`: `take` stands twice
        help: write it once
        --
        users (users) Find
        take 1
        skip 5"#]],
    );
    check(
        "users.find where a WHERE b order by a ORDER BY b",
        expect![[r#"
        1:20 `WHERE`: `where` stands twice
        help: join the conditions with `and`
        1:39 `ORDER`: `order by` stands twice
        help: write it once
        --
        users (users) Find
        where (a and b)
        order by a"#]],
    );
    check(
        "users.find whre age > 1",
        expect![[r#"
            1:12 `whre`: `whre` is not a keyword of the query language
            help: did you mean `where`?
            --
            users (users) Find
            where (age > 1)"#]],
    );
    check(
        "users.find where active oder by name take 2",
        expect![[r#"
            1:25 `oder`: `oder` is not a keyword of the query language
            help: did you mean `order`?
            --
            users (users) Find
            where active
            order by name
            take 2"#]],
    );
    check(
        "users.find where age not null and b isnull",
        expect![[r#"
            1:22 `not`: `is` is missing before `not null`
            help: write `is not null`
            1:37 `isnull`: `isnull` is not a keyword of the query language
            help: write `is null`
            --
            users (users) Find
            where ((age is not null) and (b is null))"#]],
    );
    check(
        "users.find where a is not distinct from {b} and c is distinct from d",
        expect![[r#"
            1:27 `distinct`: `is distinct from` has a shorter form here
            help: write `is {value}`
            1:54 `distinct`: `is distinct from` has a shorter form here
            help: write `is not {value}`
            --
            users (users) Find
            where ((a is {b}) and (c is not d))"#]],
    );
    check(
        r#"users.find where starts_with(name, "x")"#,
        expect![[r#"
            1:18 `starts_with`: `starts_with` stands between its operands
            help: write `name starts_with "text"`
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find where age BETWEEN 1 AND 2",
        expect![[r#"
            1:22 `BETWEEN`: `BETWEEN` is not a keyword of the query language
            help: write `between`
            1:32 `AND`: `AND` is not a keyword of the query language
            help: write `and`
            --
            users (users) Find
            where (age between 1 and 2)"#]],
    );
}

#[test]
fn misspellings() {
    check(
        "users.find where a = 1 adn b = 2",
        expect![[r#"
        1:24 `adn`: `adn` is not a keyword of the query language
        help: did you mean `and`?
        --
        users (users) Find
        where ((a = 1) and (b = 2))"#]],
    );
    check(
        r#"users.find where name lkie "x" or age betwen 1 and 2"#,
        expect![[r#"
        1:23 `lkie`: `lkie` is not a keyword of the query language
        help: did you mean `like`?
        1:39 `betwen`: `betwen` is not a keyword of the query language
        help: did you mean `between`?
        --
        users (users) Find
        where ((name like "x") or (age between 1 and 2))"#]],
    );
    check(
        "users.find order by name dsec, id",
        expect![[r#"
            1:26 `dsec`: `dsec` is not a keyword of the query language
            help: did you mean `desc`?
            --
            users (users) Find
            order by name desc, id"#]],
    );
    check(
        "users.find where active oder by name tkae 3",
        expect![[r#"
        1:25 `oder`: `oder` is not a keyword of the query language
        help: did you mean `order`?
        1:38 `tkae`: `tkae` is not a keyword of the query language
        help: did you mean `take`?
        --
        users (users) Find
        where active
        order by name
        take 3"#]],
    );
    check(
        "users.findd filter active sortBy name",
        expect![[r#"
        1:7 `findd`: `findd` is not a verb
        help: did you mean `find`?
        1:13 `filter`: `filter` is not a keyword of the query language
        help: write `where`
        1:27 `sortBy`: `sortBy` is not a keyword of the query language
        help: write `order by`
        --
        users (users) Find
        where active
        order by name"#]],
    );
    check(
        "users.udpate { a: 1 } where id = 1",
        expect![[r#"
        1:7 `udpate`: `udpate` is not a verb
        help: did you mean `update`?
        --
        users (users) Update
        fields [a: 1]
        where (id = 1)"#]],
    );
    check(
        r#"users.find { id, name lik "x" as y }"#,
        expect![[r#"
        1:23 `lik`: `lik` is not a keyword of the query language
        help: did you mean `like`?
        --
        users (users) Find
        select [id, (name like "x") as y]"#]],
    );
    check(
        "users.find where active verified order by x",
        expect![[r#"
            1:25 `verified`: `verified` is not expected here
            help: take it away, or put an operator or a comma before it
            --
            users (users) Find
            where active
            order by x"#]],
    );
    check(
        "users.find take 3 and active",
        expect![[r#"
        1:19 `and`: `and` is not expected here
        help: conditions stand behind `where`
        --
        users (users) Find
        take 3"#]],
    );
    check(
        "users.find join posts on a = b where $1",
        expect![[r#"
        1:12 `join`: `join` is not expected here
        help: a query has one table; other tables are reached through relations
        1:38 `$`: `$` is not a placeholder here
        help: write the Rust value itself in braces: `{value}`
        --
        users (users) Find
        where HOLE"#]],
    );
    check(
        "users.update { a: 1 } from x where $1",
        expect![[r#"
        1:23 `from`: `from` is not expected here
        help: the table stands before the verb, as in `users.find`
        1:36 `$`: `$` is not a placeholder here
        help: write the Rust value itself in braces: `{value}`
        --
        users (users) Update
        fields [a: 1]
        where HOLE"#]],
    );
    check(
        "users.find where a = 1 x y z and b = $1",
        expect![[r#"
        1:24 `x`: `x` is not expected here
        help: take it away, or put an operator or a comma before it
        --
        users (users) Find
        where (a = 1)"#]],
    );
}
