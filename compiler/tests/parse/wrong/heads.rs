//! Tables and verbs that are wrong or missing.

use super::check;
use expect_test::expect;

#[test]
fn heads() {
    check(
        "find users where active",
        expect![[r#"
        1:1 `find`: a query begins with its table, not with `find`
        help: write `users.find`
        --
        nothing"#]],
    );
    check(
        "select",
        expect![[r#"
        1:1 `select`: a verb is missing after `select`
        help: write what to do, as in `select.find`
        --
        select (select) ?"#]],
    );
    check(
        "select where a",
        expect![[r#"
            1:1 `select`: a query begins with its table, not with `select`
            help: write `users.find where …`
            --
            nothing"#]],
    );
    check(
        "",
        expect![[r#"
        1:1 ``: the query is empty
        help: write a table and a verb, as in `users.find`
        --
        nothing"#]],
    );
    check(
        "users",
        expect![[r#"
        1:1 `users`: a verb is missing after `users`
        help: write what to do, as in `users.find`
        --
        users (users) ?"#]],
    );
    check(
        "users.",
        expect![[r#"
        1:6 `.`: a verb is missing after `users.`
        help: write what to do, as in `users.find`
        --
        users (users) ?"#]],
    );
    check(
        "users where age = 1",
        expect![[r#"
            1:1 `users`: a verb is missing after `users`
            help: write what to do, as in `users.find`
            --
            users (users) ?
            where (age = 1)"#]],
    );
    check(
        "users { id }",
        expect![[r#"
        1:1 `users`: a verb is missing after `users`
        help: write what to do, as in `users.find`
        --
        users (users) ?
        body HOLE"#]],
    );
    check(
        "users.fnd where age > 1",
        expect![[r#"
            1:7 `fnd`: `fnd` is not a verb
            help: did you mean `find`?
            --
            users (users) Find
            where (age > 1)"#]],
    );
    check(
        "users.findMany where age > 1",
        expect![[r#"
            1:7 `findMany`: `findMany` is not a verb
            help: write `users.find_many`
            --
            users (users) Find
            where (age > 1)"#]],
    );
    check(
        "users.findUnique where id = 1",
        expect![[r#"
            1:7 `findUnique`: `findUnique` is not a verb
            help: write `users.get`
            --
            users (users) Get
            where (id = 1)"#]],
    );
    check(
        "users.SELECT",
        expect![[r#"
        1:7 `SELECT`: `SELECT` is not a verb
        help: write `users.find`
        --
        users (users) Find"#]],
    );
    check(
        r#"users.create { name: "A" }"#,
        expect![[r#"
        1:7 `create`: `create` is not a verb
        help: write `users.insert`
        --
        users (users) Insert
        fields [name: "A"]"#]],
    );
    check(
        "users find where active",
        expect![[r#"
            1:7 `find`: a `.` is missing before `find`
            help: write `users.find`
            --
            users (users) Find
            where active"#]],
    );
    check(
        "users::find where active",
        expect![[r#"
            1:6 `:`: a verb stands behind a `.`
            help: write `users.find`
            --
            users (users) Find
            where active"#]],
    );
    check(
        "crate::schema::",
        expect![[r#"
            1:14 `:`: a name is missing after `::`
            help: write the path of a table's module
            --
            nothing"#]],
    );
    check(
        r#""users".find"#,
        expect![[r#"
        1:1 `"users"`: a query begins with its table, not with `"users"`
        help: write a table and a verb, as in `users.find`
        --
        nothing"#]],
    );
    check(
        "42",
        expect![[r#"
        1:1 `42`: a query begins with its table, not with `42`
        help: write a table and a verb, as in `users.find`
        --
        nothing"#]],
    );
    check(
        "select * from users where age > 3",
        expect![[r#"
        1:1 `select`: a query begins with its table, not with `select`
        help: write `users.find where …`
        --
        nothing"#]],
    );
    check(
        "SELECT name FROM users",
        expect![[r#"
        1:1 `SELECT`: a query begins with its table, not with `SELECT`
        help: write `users.find where …`
        --
        nothing"#]],
    );
    check(
        "insert into users values (1)",
        expect![[r#"
        1:1 `insert`: a query begins with its table, not with `insert`
        help: write `users.insert { … }`
        --
        nothing"#]],
    );
    check(
        "update users set age = 1",
        expect![[r#"
        1:1 `update`: a query begins with its table, not with `update`
        help: write `users.update { … } where …`
        --
        nothing"#]],
    );
    check(
        "delete from users",
        expect![[r#"
        1:1 `delete`: a query begins with its table, not with `delete`
        help: write `users.delete where …`
        --
        nothing"#]],
    );
    check(
        "&db, users.find where active",
        expect![[r#"
            1:1 `&`: the database does not stand in the query
            help: write `query!(…).run(&db)`
            --
            users (users) Find
            where active"#]],
    );
    check(
        "self.db, users.find",
        expect![[r#"
        1:1 `self`: the database does not stand in the query
        help: write `query!(…).run(&self.db)`
        --
        users (users) Find"#]],
    );
    check(
        "users..find",
        expect![[r#"
        1:6 `.`: a verb is missing after `users.`
        help: write what to do, as in `users.find`
        --
        users (users) ?"#]],
    );
    check(
        "users->find",
        expect![[r#"
            1:6 `-`: `.` and a verb stand behind `users`, not `->`
            help: write what to do, as in `users.find`
            --
            users (users) ?"#]],
    );
    check(
        "users.find()",
        expect![[r#"
        1:11 `(`: a verb has no parentheses
        help: write `find` and its clauses, with spaces between them
        --
        users (users) Find"#]],
    );
    check(
        "users.find().where(age > 3).limit(5)",
        expect![[r#"
            1:11 `(`: a verb has no parentheses
            help: write `find` and its clauses, with spaces between them
            1:29 `limit`: `limit` is not a keyword of the query language
            help: write `take`
            --
            users (users) Find
            where (age > 3)
            take 5"#]],
    );
    check(
        "users.find(where age > 3)",
        expect![[r#"
        1:11 `(`: a verb has no parentheses
        help: write `find` and its clauses, with spaces between them
        --
        users (users) Find"#]],
    );
    check(
        "users.aggregate { n: count() } where activ e",
        expect![[r#"
            1:7 `aggregate`: the verb `aggregate` is not available yet
            1:44 `e`: `e` is not expected here
            help: write `and` or `or` before it, or take it away
            --
            users (users) ?
            where activ"#]],
    );
    check(
        "users.page order by id take 20 after {cursor}",
        expect![[r#"
            1:7 `page`: the verb `page` is not available yet
            1:32 `after`: `after` is not available yet
            --
            users (users) ?
            order by id
            take 20"#]],
    );
    check(
        "users.tags.set {ids} where id = {id}",
        expect![[r#"
            1:7 `tags`: the links of a relation, as in `users.tags.set`, are not available yet
            --
            users (users) ?
            where (id = {id})"#]],
    );
    check(
        ".find",
        expect![[r#"
        1:1 `.`: a query begins with its table, not with `.`
        help: write a table and a verb, as in `users.find`
        --
        nothing"#]],
    );
    check(
        "users.find::x",
        expect![[r#"
            1:11 `:`: `::` is not expected here
            help: a struct of your own is filled by `as Adult`
            --
            users (users) Find"#]],
    );
}
