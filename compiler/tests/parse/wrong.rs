//! Wrong queries, the errors that they get, and what is read of them nevertheless.

use crate::{print::print, read};
use expect_test::{Expect, expect};

/// Reads a wrong query; compares its errors, each with its line, column and token, and what was read.
fn check(text: &str, expected: Expect) {
    let (query, errors) = read(text);
    assert!(!errors.is_empty(), "{text}\nhas no errors");
    let mut lines = Vec::new();
    for error in &errors {
        let start = error.span.start();
        let token = error.span.source_text().unwrap_or_default();
        let token = if token.len() > 40 || token.contains('\n') { "…".to_owned() } else { token };
        lines.push(format!("{}:{} `{token}`: {}", start.line, start.column + 1, error.message));
        assert!(error.message.lines().count() <= 4, "{}", error.message);
    }
    lines.push("--".to_owned());
    lines.push(query.as_ref().map_or_else(|| "nothing".to_owned(), print));
    expected.assert_eq(&lines.join("\n"));
}
#[test]
fn heads() {
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
        1:6 `-`: `.` and a verb stand behind `users`, not `-`
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
            help: take it away, or put an operator or a comma before it
            --
            users (users) ?
            body HOLE
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
        help: take it away, or put an operator or a comma before it
        --
        users (users) Find"#]],
    );
}

#[test]
fn foreign_operators() {
    check(
        "users.find where a = 1 && b = 2 || !c",
        expect![[r#"
            1:24 `&`: `&&` is not an operator of the query language
            help: write `and`
            1:33 `|`: `||` is not an operator of the query language
            help: write `or`; texts are joined with `concat(a, b)`
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
            help: write `or`; texts are joined with `concat(a, b)`
            --
            users (users) Find
            where (name or ("x" = "y"))"#]],
    );
    check(
        "users.find where a < b < c",
        expect![[r#"
            1:24 `<`: comparisons cannot be chained
            help: join two of them with `and`, or put one in parentheses
            --
            users (users) Find
            where ((a < b) < c)"#]],
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
            where ((a = HOLE) = 1)"#]],
    );
}

#[test]
fn foreign_values() {
    check(
        "users.find where name = 'a'",
        expect![[r#"
            1:25 `'a'`: `'a'` is not a text
            help: write `"a"`
            --
            users (users) Find
            where (name = "a")"#]],
    );
    check(
        r#"users.find where a = $1 and b = ? and c = :name and d = @x and e = #x and f = #{y} and g = 1"#,
        expect![[r#"
            1:22 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            1:33 `?`: `?` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            1:43 `:`: `:` is not a placeholder here
            help: write the Rust value itself in braces: `{name}`
            1:57 `@`: `@` is not a placeholder here
            help: write the Rust value itself in braces: `{x}`
            1:68 `#`: `#` is not a placeholder here
            help: write the Rust value itself in braces: `{x}`
            1:79 `#`: `#` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (((((((a = HOLE) and (b = HOLE)) and (c = HOLE)) and (d = HOLE)) and (e = HOLE)) and (f = HOLE)) and (g = 1))"#]],
    );
    check(
        "users.find where a = null and b != null and null = c",
        expect![[r#"
            1:20 `=`: a comparison with `null` is never true
            help: write `a is null`
            1:33 `!`: a comparison with `null` is never true
            help: write `b is not null`
            --
            users (users) Find
            where (((a is null) and (b is not null)) and (null = c))"#]],
    );
    check(
        "users.find where a = NULL and b = TRUE and c is None and d = Some(x)",
        expect![[r#"
            1:20 `=`: a comparison with `null` is never true
            help: write `a is null`
            1:35 `TRUE`: `TRUE` is not a keyword of the query language
            help: write `true`
            1:49 `None`: `None` is not a keyword of the query language
            help: write `null`
            1:62 `Some`: the Rust expression `Some(x)` stands without braces
            help: write `{Some(x)}`
            --
            users (users) Find
            where ((((a is null) and (b = true)) and (c is null)) and (d = {Some (x)}))"#]],
    );
    check(
        r#"users.find where a = 1i64 and b = 1.5f32 and c = b'a' and d = c"x""#,
        expect![[r#"
            1:22 `1i64`: the number `1i64` has a suffix
            help: write `1`: a literal takes its type from its column
            1:35 `1.5f32`: the number `1.5f32` has a suffix
            help: write `1.5`: a literal takes its type from its column
            1:50 `b'a'`: `b'a'` is not a literal of the query language
            help: write a text, a number or bytes (`b"…"`), or bind a Rust value as `{value}`
            1:63 `c"x"`: `c"x"` is not a literal of the query language
            help: write a text, a number or bytes (`b"…"`), or bind a Rust value as `{value}`
            --
            users (users) Find
            where ((((a = 1) and (b = 1.5)) and (c = HOLE)) and (d = HOLE))"#]],
    );
    check(
        "users.find where a = self.x and b >= min_age().x and c = Role::Admin and d = &x and e = *x and f = self.get(1)?.y[0]",
        expect![[r#"
            1:22 `self`: the Rust expression `self.x` stands without braces
            help: write `{self.x}`
            1:38 `min_age`: the Rust expression `min_age().x` stands without braces
            help: write `{min_age().x}`
            1:58 `Role`: the Rust expression `Role::Admin` stands without braces
            help: write `{Role::Admin}`
            1:78 `&`: the Rust expression `&x` stands without braces
            help: write `{&x}`
            1:89 `*`: the Rust expression `*x` stands without braces
            help: write `{*x}`
            1:100 `self`: the Rust expression `self.get(1)?.y[0]` stands without braces
            help: write `{self.get(1)?.y[0]}`
            --
            users (users) Find
            where ((((((a = {self . x}) and (b >= {min_age () . x})) and (c = {Role :: Admin})) and (d = {& x})) and (e = {* x})) and (f = {self . get (1) ?. y [0]}))"#]],
    );
    check(
        "users.find where a = {} and b = 1",
        expect![[r#"
            1:22 `{`: the braces are empty
            help: write a Rust expression in them
            --
            users (users) Find
            where ((a = HOLE) and (b = 1))"#]],
    );
    check(
        "users.find where a = min? and b = 1",
        expect![[r#"
            1:25 `?`: `?` follows only a Rust value in braces
            help: write `{min}?`
            --
            users (users) Find
            where ((a = HOLE) and (b = 1))"#]],
    );
    check(
        "users.find where id in ids and id in &self.ids? and id in [1, 2]",
        expect![[r#"
            1:24 `ids`: the Rust expression `ids` stands without braces
            help: write `{ids}`
            1:38 `&`: the Rust expression `&self.ids` stands without braces
            help: write `{&self.ids}`
            1:59 `[`: a list stands in parentheses
            help: write `in (a, b)`, or `in {list}` for a list of Rust
            --
            users (users) Find
            where (((id in {ids}) and (id in {& self . ids}?)) and (id in (1, 2)))"#]],
    );
    check(
        "users.find where id in () and id in {} and id in",
        expect![[r#"
            1:24 `(`: the list after `in` is empty
            help: write its values, or `in {list}` for a list of any length
            1:37 `{`: the braces are empty
            help: write a Rust expression in them
            1:47 `in`: a list is missing after `in`
            help: write `in (a, b)`, or `in {list}` for a list of Rust
            --
            users (users) Find
            where ((HOLE and HOLE) and HOLE)"#]],
    );
    check(
        "users.find where id in 5",
        expect![[r#"
            1:24 `5`: a list stands in parentheses
            help: write `in (5)`
            --
            users (users) Find
            where (id in (5))"#]],
    );
    check(
        "users.find where a = foo[0] and b = vec![1] and c = x.len() and d = ::a::B and e = a::<i32>() and f = q.await",
        expect![[r#"
            1:22 `foo`: the Rust expression `foo[0]` stands without braces
            help: write `{foo[0]}`
            1:37 `vec`: the Rust expression `vec![1]` stands without braces
            help: write `{vec![1]}`
            1:53 `x`: the Rust expression `x.len()` stands without braces
            help: write `{x.len()}`
            1:69 `:`: the Rust expression `::a::B` stands without braces
            help: write `{::a::B}`
            1:84 `a`: the Rust expression `a::<i32>()` stands without braces
            help: write `{a::<i32>()}`
            1:103 `q`: the Rust expression `q.await` stands without braces
            help: write `{q.await}`
            --
            users (users) Find
            where ((((((a = {foo [0]}) and (b = {vec ! [1]})) and (c = {x . len ()})) and (d = {:: a :: B})) and (e = {a ::< i32 > ()})) and (f = {q . await}))"#]],
    );
    check(
        "users.find where a = [1, 2]",
        expect![[r#"
            1:22 `[`: a list in brackets is not a value
            help: bind a Rust value as `{value}`; a list stands behind `in` only
            --
            users (users) Find
            where (a = HOLE)"#]],
    );
    check(
        "users.find where created_at > ago::minutes::<5>(a_rather_long_argument, another_rather_long_argument)",
        expect![[r#"
            1:31 `ago`: the Rust expression `…` stands without braces
            help: write `{…}`
            --
            users (users) Find
            where (created_at > {ago :: minutes ::< 5 > (a_rather_long_argument , another_rather_long_argument)})"#]],
    );
}

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
        help: write `age in {list}`
        --
        users (users) Count
        where HOLE"#]],
    );
    check(
        r#"users.insert { data: { name: "A" } }"#,
        expect![[r#"
        1:22 `{`: an object is not a value of a column
        help: bind a Rust value as `{value}`
        --
        users (users) Insert
        fields [data: HOLE]"#]],
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
        r#"users.find where LOWER(name) = "x""#,
        expect![[r#"
            1:18 `LOWER`: `LOWER` is not a function of the query language
            help: write `lower(…)`
            --
            users (users) Find
            where (lower(name) = "x")"#]],
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
            1:20 `,`: `,` is not expected here
            help: close the parenthesis before it, or join it with an operator
            1:29 `,`: `,` is not expected here
            help: close the parenthesis before it, or join it with an operator
            --
            users (users) Find
            where (a = 1)"#]],
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
            1:19 `,`: `,` is not expected here
            help: take it away
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
        help: write `id = 3`
        --
        users (users) Delete
        where HOLE"#]],
    );
    check(
        "users.count { id }",
        expect![[r#"
        1:13 `{`: `count` has no braces
        help: write `count where …`
        --
        users (users) Count"#]],
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
            help: write `returning { id }`
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
        "users.find where id = 1 for update skip locked take $1",
        expect![[r#"
            1:25 `for`: `for update` is not available yet
            1:53 `$`: `$` is not a placeholder here
            help: write the Rust value itself in braces: `{value}`
            --
            users (users) Find
            where (id = 1)
            take HOLE"#]],
    );
    check(
        "users.find for update nowait",
        expect![[r#"
        1:12 `for`: `for update` is not available yet
        --
        users (users) Find"#]],
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
