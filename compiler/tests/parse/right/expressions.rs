//! Right conditions and expressions, and words that are keywords elsewhere.

use super::check;
use crate::{print::print, read_tokens};
use expect_test::expect;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

#[test]
fn conditions() {
    check(
        "users.find where age = 1 and age == 2 and age != 3 and age <> 4 and age < 5 and age <= 6 and age > 7 and age >= 8",
        expect![[r#"
            users (users) Find
            where ((((((((age = 1) and (age = 2)) and (age != 3)) and (age != 4)) and (age < 5)) and (age <= 6)) and (age > 7)) and (age >= 8))"#]],
    );
    check(
        "users.find where a or b and not c or (d or e) and f",
        expect![[r#"
        users (users) Find
        where ((a or (b and (not c))) or ((d or e) and f))"#]],
    );
    check(
        "users.find where not a = 1 and not not b",
        expect![[r#"
        users (users) Find
        where ((not (a = 1)) and (not (not b)))"#]],
    );
    check(
        "users.find where email is null and email is not null or email is {e} or email is not {e}",
        expect![[r#"
        users (users) Find
        where ((((email is null) and (email is not null)) or (email is {e})) or (email is not {e}))"#]],
    );
    check(
        "users.find where age between 1 and 2 + 3 and age not between {a} and {b}",
        expect![[r#"
        users (users) Find
        where ((age between 1 and (2 + 3)) and (age not between {a} and {b}))"#]],
    );
    check(
        "users.find where id in (1, 2, {c},) and id not in (3) and id in {ids} and id not in {ids}?",
        expect![[r#"
            users (users) Find
            where ((((id in (1, 2, {c})) and (id not in (3))) and (id in {ids})) and (id not in {ids}?))"#]],
    );
    check(
        r#"users.find where name like "a%" and name not like {p}? and name ilike "b" and name not ilike "c""#,
        expect![[r#"
            users (users) Find
            where ((((name like "a%") and (name not like {p}?)) and (name ilike "b")) and (name not ilike "c"))"#]],
    );
    check(
        r#"users.find where name starts_with "a" and name not starts_with "b" and name ends_with {c}? and name not ends_with "d" and name contains {e} and name not contains "f""#,
        expect![[r#"
            users (users) Find
            where ((((((name starts_with "a") and (name not starts_with "b")) and (name ends_with {c}?)) and (name not ends_with "d")) and (name contains {e})) and (name not contains "f"))"#]],
    );
    check(
        "users.find where active and age >= {min}? and name contains {q}?",
        expect![[r#"
        users (users) Find
        where ((active and (age >= {min}?)) and (name contains {q}?))"#]],
    );
    check(
        "users.find where (active)",
        expect![[r#"
        users (users) Find
        where active"#]],
    );
    check(
        "users.find where a = (b = c)",
        expect![[r#"
        users (users) Find
        where (a = (b = c))"#]],
    );
    check(
        "users.find where active = not verified",
        expect![[r#"
        users (users) Find
        where (active = (not verified))"#]],
    );
    check(
        r#"users.find where meta.tags contains "x""#,
        expect![[r#"
        users (users) Find
        where (meta.tags contains "x")"#]],
    );
    check(
        "users.find where active is true",
        expect![[r#"
        users (users) Find
        where (active is true)"#]],
    );
}

#[test]
fn expressions() {
    check(
        "users.find where a + b * c - d / e % f = -g * -1",
        expect![[r#"
        users (users) Find
        where (((a + (b * c)) - ((d / e) % f)) = ((- g) * -1))"#]],
    );
    check(
        "users.find where a - 1 = -1.5 and b -1 = 1 and c=-1 and d<-1",
        expect![[r#"
        users (users) Find
        where (((((a - 1) = -1.5) and ((b - 1) = 1)) and (c = -1)) and (d < -1))"#]],
    );
    check(
        "users.find where x = 1_000 and y = 0xff and z = 1e5 and w = 9223372036854775808",
        expect![[r#"
        users (users) Find
        where ((((x = 1_000) and (y = 0xff)) and (z = 1e5)) and (w = 9223372036854775808))"#]],
    );
    check(
        r##"users.find where a = "t" and b = r#"r"q"# and c = b"by" and d = br"x" and e = true and f = false"##,
        expect![[r##"
            users (users) Find
            where ((((((a = "t") and (b = r#"r"q"#)) and (c = b"by")) and (d = br"x")) and (e = true)) and (f = false))"##]],
    );
    check(
        r#"users.find where coalesce(a, b, "c") = concat(lower(d), upper(e)) and created_at <= now()"#,
        expect![[r#"
            users (users) Find
            where ((coalesce(a, b, "c") = concat(lower(d), upper(e))) and (created_at <= now()))"#]],
    );
    check(
        r#"users.find where case when a > 1 then "x" when b and c then "y" else lower(d) end = "z""#,
        expect![[r#"
            users (users) Find
            where ((case when (a > 1) then "x" when (b and c) then "y" else lower(d)) = "z")"#]],
    );
    check(
        "users.find { case when a then 1 end as x }",
        expect![[r#"
        users (users) Find
        select [(case when a then 1) as x]"#]],
    );
    check(
        "users.find where case when case when a then b else c end then d end",
        expect![[r#"
        users (users) Find
        where (case when (case when a then b else c) then d)"#]],
    );
    check(
        "users.find where - - a = - {b} and -(c + 1) < 0",
        expect![[r#"
        users (users) Find
        where (((- (- a)) = (- {b})) and ((- (c + 1)) < 0))"#]],
    );
    check(
        r#"users.find where author.name = "x" and meta.address.city = "y""#,
        expect![[r#"
        users (users) Find
        where ((author.name = "x") and (meta.address.city = "y"))"#]],
    );
    check(
        "users.find { count() as n, sum(age) as total }",
        expect![[r#"
        users (users) Find
        select [count() as n, sum(age) as total]"#]],
    );
}

#[test]
fn keywords_as_names() {
    check(
        "users.find where r#type = 1 and r#where = 2",
        expect![[r#"
        users (users) Find
        where ((type = 1) and (where = 2))"#]],
    );
    check(
        "users.find { order, limit, where, select as all, end as as }",
        expect![[r#"
        users (users) Find
        select [order, limit, where, select as all, end as as]"#]],
    );
    check(
        r#"users.find where take = 5 and all != 3 and end > 1 and contains = "x" take 3"#,
        expect![[r#"
        users (users) Find
        where ((((take = 5) and (all != 3)) and (end > 1)) and (contains = "x"))
        take 3"#]],
    );
    check(
        "users.find order by desc desc, skip, first nulls last",
        expect![[r#"
        users (users) Find
        order by desc desc, skip, first nulls last"#]],
    );
    check(
        "users.find where t.order = 1 and t.in = 2 and (limit = 3 or with)",
        expect![[r#"
        users (users) Find
        where (((t.order = 1) and (t.in = 2)) and ((limit = 3) or with))"#]],
    );
    check(
        "users.update { set: 1, update: update + 1, create: 2 } where key = 1",
        expect![[r#"
        users (users) Update
        fields [set: 1, update: (update + 1), create: 2]
        where (key = 1)"#]],
    );
    check(
        "users.upsert where create = 1 create { update: 1 } update { create: 2 }",
        expect![[r#"
        users (users) Upsert
        create [update: 1]
        update [create: 2]
        where (create = 1)"#]],
    );
    check(
        r#"users.find where desc = "x""#,
        expect![[r#"
        users (users) Find
        where (desc = "x")"#]],
    );
    check(
        "users.find { case.x as y, first, like }",
        expect![[r#"
        users (users) Find
        select [case.x as y, first, like]"#]],
    );
}

/// What a `macro_rules!` was given stands in brackets that are not seen.
#[test]
fn fragments_of_macros() {
    let invisible = |text: &str| {
        let inner = text.parse().expect("tokens");
        TokenTree::from(Group::new(Delimiter::None, inner))
    };
    let parse = |text: &str| text.parse::<TokenStream>().expect("tokens").into_iter().collect::<Vec<_>>();
    let mut tokens = vec![invisible("crate::schema::users")];
    tokens.extend(parse(".find where"));
    tokens.push(invisible("age"));
    tokens.extend(parse("* "));
    tokens.push(invisible("a + 1"));
    tokens.extend(parse("="));
    tokens.push(invisible("-2"));
    let (query, errors) = read_tokens(tokens.into_iter().collect());
    assert!(errors.is_empty(), "{errors:#?}");
    expect![[r#"
        crate :: schema :: users (users) Find
        where ((age * (a + 1)) = -2)"#]]
    .assert_eq(&print(&query.expect("a tree")));
}
