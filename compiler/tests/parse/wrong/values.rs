//! Values as other languages and Rust write them.

use super::check;
use expect_test::expect;

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
            help: write the Rust value itself in braces: `{y}`
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
            1:50 `=`: a comparison with `null` is never true
            help: write `c is null`
            --
            users (users) Find
            where (((a is null) and (b is not null)) and (c is null))"#]],
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
            help: write `{x}`, without `Some`
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
            help: write `in (1, 2)`, or `in {list}` for a list of Rust
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
            help: write `length(x)` for a column, `{x.len()}` for a Rust value
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
