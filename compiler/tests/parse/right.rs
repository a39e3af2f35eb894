//! Right queries and the trees that they become.

use crate::{print::print, read};
use expect_test::{Expect, expect};

/// Reads a right query and compares its tree.
fn check(text: &str, expected: Expect) {
    let (query, errors) = read(text);
    assert!(errors.is_empty(), "{text}\n{errors:#?}");
    let query = query.expect("a query without mistakes has a tree");
    expected.assert_eq(&print(&query));
}

#[test]
fn verbs() {
    check("users.find", expect![[r#""#]]);
    check("users.find_many", expect![[r#""#]]);
    check("users.find_first", expect![[r#""#]]);
    check("users.get where id = {id}", expect![[r#""#]]);
    check("users.count", expect![[r#""#]]);
    check("users.exists", expect![[r#""#]]);
    check("crate::schema::users.find", expect![[r#""#]]);
    check("::app::users.find", expect![[r#""#]]);
    check("r#type.find", expect![[r#""#]]);
    check("users.truncate", expect![[r#""#]]);
    check("users.delete all", expect![[r#""#]]);
}

#[test]
fn projections() {
    check("users.find { id, name }", expect![[r#""#]]);
    check("users.find {id,name,}", expect![[r#""#]]);
    check("users.find *", expect![[r#""#]]);
    check("users.find { *, age + 1 as next }", expect![[r#""#]]);
    check("users.find distinct { role }", expect![[r#""#]]);
    check("users.find { role } distinct", expect![[r#""#]]);
    check("users.find as Adult where age >= 18", expect![[r#""#]]);
    check("users.find { id } as crate::Pair<i64, Vec<Vec<u8>>> take 1", expect![[r#""#]]);
    check("users.find { lower(name) as r#type, author.name as author }", expect![[r#""#]]);
    check("users.get { id } where id = 1", expect![[r#""#]]);
}

#[test]
fn bodies() {
    check(r#"users.insert { name: "Alice", age: 25 }"#, expect![[r#""#]]);
    check("users.insert {new}", expect![[r#""#]]);
    check("users.insert { name, age }", expect![[r#""#]]);
    check("users.insert { name, }", expect![[r#""#]]);
    check("users.insert {}", expect![[r#""#]]);
    check(r#"users.insert { New::new("a") }"#, expect![[r#""#]]);
    check("users.insert {make::<A, B>()}", expect![[r#""#]]);
    check(r#"users.insert { r#type: "x", order: 3, active: age > 3 and true }"#, expect![[r#""#]]);
    check("users.insert_many {rows}", expect![[r#""#]]);
    check(r#"users.insert_many [{ name: "A" }, { name }, {}]"#, expect![[r#""#]]);
    check("users.insert_many []", expect![[r#""#]]);
    check("users.update { age: age + 1 } where id = {id}", expect![[r#""#]]);
    check("users.update {patch} where id = {id} returning *", expect![[r#""#]]);
    check("users.update { email: null } all returning { id, name }", expect![[r#""#]]);
    check(r#"users.upsert where email = {e} create { email: {e}, name } update { name: "B" }"#, expect![[r#""#]]);
    check("users.upsert create { name } update { name } where id = 1", expect![[r#""#]]);
    check("users.upsert update { age: 1 } where id = 1 create { age: 2 }", expect![[r#""#]]);
    check(r#"users.insert { name: {if a { "x" } else { "y" }} } returning { id }"#, expect![[r#""#]]);
}

#[test]
fn clauses() {
    check(
        "users.find { id, name } where active order by name desc nulls last, id take 10 skip {offset}",
        expect![[r#""#]],
    );
    check("users.find skip 1 take {n} order by name where active", expect![[r#""#]]);
    check("users.find orderBy name", expect![[r#""#]]);
    check("users.find order_by name asc nulls first", expect![[r#""#]]);
    check("users.find order by lower(name), age * 2 desc", expect![[r#""#]]);
    check("users.find order by {sort} { Sort::Name => name, Sort::Newest => created_at desc, id }", expect![[r#""#]]);
    check(
        "users.find order by {(a, b)} { (Some(x), _) if x >= 3 => name, A | B { c: 1, .. } => id desc nulls first, name, _ => age, } take 3",
        expect![[r#""#]],
    );
    check("users.find take -1", expect![[r#""#]]);
    check(r#"users.find order by -age, role = "admin" desc"#, expect![[r#""#]]);
}

#[test]
fn conditions() {
    check(
        "users.find where age = 1 and age == 2 and age != 3 and age <> 4 and age < 5 and age <= 6 and age > 7 and age >= 8",
        expect![[r#""#]],
    );
    check("users.find where a or b and not c or (d or e) and f", expect![[r#""#]]);
    check("users.find where not a = 1 and not not b", expect![[r#""#]]);
    check("users.find where email is null and email is not null or email is {e} or email is not {e}", expect![[r#""#]]);
    check("users.find where age between 1 and 2 + 3 and age not between {a} and {b}", expect![[r#""#]]);
    check(
        "users.find where id in (1, 2, {c},) and id not in (3) and id in {ids} and id not in {ids}?",
        expect![[r#""#]],
    );
    check(
        r#"users.find where name like "a%" and name not like {p}? and name ilike "b" and name not ilike "c""#,
        expect![[r#""#]],
    );
    check(
        r#"users.find where name starts_with "a" and name not starts_with "b" and name ends_with {c}? and name not ends_with "d" and name contains {e} and name not contains "f""#,
        expect![[r#""#]],
    );
    check("users.find where active and age >= {min}? and name contains {q}?", expect![[r#""#]]);
    check("users.find where (active)", expect![[r#""#]]);
    check("users.find where a = (b = c)", expect![[r#""#]]);
    check("users.find where active = not verified", expect![[r#""#]]);
    check(r#"users.find where meta.tags contains "x""#, expect![[r#""#]]);
    check("users.find where active is true", expect![[r#""#]]);
}

#[test]
fn expressions() {
    check("users.find where a + b * c - d / e % f = -g * -1", expect![[r#""#]]);
    check("users.find where a - 1 = -1.5 and b -1 = 1 and c=-1 and d<-1", expect![[r#""#]]);
    check("users.find where x = 1_000 and y = 0xff and z = 1e5 and w = 9223372036854775808", expect![[r#""#]]);
    check(
        r##"users.find where a = "t" and b = r#"r"q"# and c = b"by" and d = br"x" and e = true and f = false"##,
        expect![[r#""#]],
    );
    check(
        r#"users.find where coalesce(a, b, "c") = concat(lower(d), upper(e)) and created_at <= now()"#,
        expect![[r#""#]],
    );
    check(
        r#"users.find where case when a > 1 then "x" when b and c then "y" else lower(d) end = "z""#,
        expect![[r#""#]],
    );
    check("users.find { case when a then 1 end as x }", expect![[r#""#]]);
    check("users.find where case when case when a then b else c end then d end", expect![[r#""#]]);
    check("users.find where - - a = - {b} and -(c + 1) < 0", expect![[r#""#]]);
    check(r#"users.find where author.name = "x" and meta.address.city = "y""#, expect![[r#""#]]);
    check("users.find { count() as n, sum(age) as total }", expect![[r#""#]]);
}

#[test]
fn keywords_as_names() {
    check("users.find where r#type = 1 and r#where = 2", expect![[r#""#]]);
    check("users.find { order, limit, where, select as all, end as as }", expect![[r#""#]]);
    check(r#"users.find where take = 5 and all != 3 and end > 1 and contains = "x" take 3"#, expect![[r#""#]]);
    check("users.find order by desc desc, skip, first nulls last", expect![[r#""#]]);
    check("users.find where t.order = 1 and t.in = 2 and (limit = 3 or with)", expect![[r#""#]]);
    check("users.update { set: 1, update: update + 1, create: 2 } where key = 1", expect![[r#""#]]);
    check("users.upsert where create = 1 create { update: 1 } update { create: 2 }", expect![[r#""#]]);
    check(r#"users.find where desc = "x""#, expect![[r#""#]]);
    check("users.find { case.x as y, first, like }", expect![[r#""#]]);
}
