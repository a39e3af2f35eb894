//! What is part of the language and not available yet.

use super::check;
use expect_test::expect;

#[test]
fn not_yet() {
    check(
        "users.find with posts(where published order by id), profile where a = $1",
        expect![[r#"
            1:12 `with`: `with` is not available yet
            1:71 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
    check(
        "posts.find { user_id } group by user_id having n > 5 order by $1",
        expect![[r#"
            1:24 `group`: `group by` is not available yet
            1:41 `having`: `having` is not available yet
            1:63 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            posts (posts) Find
            select [user_id]
            order by HOLE"#]],
    );
    check(
        "users.find unscoped where a = $1",
        expect![[r#"
            1:12 `unscoped`: `unscoped` is not available yet
            1:31 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
    check(
        "users.find where id in (posts.find { user_id } where published) and a = $1",
        expect![[r#"
            1:25 `posts`: a sub-query is not available yet
            1:73 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (HOLE and (a = HOLE))"#]],
    );
    check(
        "users.find where posts.any(published) and posts.count() > 1 and a = $1",
        expect![[r#"
            1:24 `any`: `posts.any(…)`, a test of a relation, is not available yet
            1:49 `count`: `posts.count(…)`, a test of a relation, is not available yet
            1:69 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where ((HOLE and (HOLE > 1)) and (a = HOLE))"#]],
    );
    check(
        "users.find where exists(select 1 from posts)",
        expect![[r#"
            1:25 `select`: a sub-query is not available yet
            --
            users (users) Find
            where HOLE"#]],
    );
    check(
        "users.find { count(distinct name) as n, count(*) as m }",
        expect![[r#"
        1:20 `distinct`: `distinct` in an aggregate is not available yet
        1:47 `*`: `*` is not an argument
        help: write `count()` to count rows
        --
        users (users) Find
        select [HOLE as n, count() as m]"#]],
    );
    check(
        "users.find where a = (select max(id) from posts)",
        expect![[r#"
            1:23 `select`: a sub-query is not available yet
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
    check(
        "users.find include posts",
        expect![[r#"
        1:12 `include`: `with` is not available yet
        --
        users (users) Find"#]],
    );
}
