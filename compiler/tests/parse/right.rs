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
    check("users.find", expect!["users (users) Find"]);
    check("users.find_many", expect!["users (users) Find"]);
    check("users.find_first", expect!["users (users) FindFirst"]);
    check(
        "users.get where id = {id}",
        expect![[r#"
        users (users) Get
        where (id = {id})"#]],
    );
    check("users.count", expect!["users (users) Count"]);
    check("users.exists", expect!["users (users) Exists"]);
    check("crate::schema::users.find", expect!["crate :: schema :: users (users) Find"]);
    check("::app::users.find", expect![":: app :: users (users) Find"]);
    check("r#type.find", expect!["r#type (type) Find"]);
    check("users.truncate", expect!["users (users) Truncate"]);
    check(
        "users.delete all",
        expect![[r#"
        users (users) Delete
        all"#]],
    );
}

#[test]
fn projections() {
    check(
        "users.find { id, name }",
        expect![[r#"
        users (users) Find
        select [id, name]"#]],
    );
    check(
        "users.find {id,name,}",
        expect![[r#"
        users (users) Find
        select [id, name]"#]],
    );
    check(
        "users.find *",
        expect![[r#"
        users (users) Find
        select [*]"#]],
    );
    check(
        "users.find { *, age + 1 as next }",
        expect![[r#"
        users (users) Find
        select [*, (age + 1) as next]"#]],
    );
    check(
        "users.find distinct { role }",
        expect![[r#"
        users (users) Find
        select [role]
        distinct"#]],
    );
    check(
        "users.find { role } distinct",
        expect![[r#"
        users (users) Find
        select [role]
        distinct"#]],
    );
    check(
        "users.find as Adult where age >= 18",
        expect![[r#"
        users (users) Find
        as Adult
        where (age >= 18)"#]],
    );
    check(
        "users.find { id } as crate::Pair<i64, Vec<Vec<u8>>> take 1",
        expect![[r#"
        users (users) Find
        select [id]
        as crate :: Pair < i64 , Vec < Vec < u8 >>>
        take 1"#]],
    );
    check(
        "users.find { lower(name) as r#type, author.name as author }",
        expect![[r#"
        users (users) Find
        select [lower(name) as type, author.name as author]"#]],
    );
    check(
        "users.get { id } where id = 1",
        expect![[r#"
        users (users) Get
        select [id]
        where (id = 1)"#]],
    );
}

#[test]
fn bodies() {
    check(
        r#"users.insert { name: "Alice", age: 25 }"#,
        expect![[r#"
        users (users) Insert
        fields [name: "Alice", age: 25]"#]],
    );
    check(
        "users.insert {new}",
        expect![[r#"
        users (users) Insert
        body {new}"#]],
    );
    check(
        "users.insert { name, age }",
        expect![[r#"
        users (users) Insert
        fields [name: {name}, age: {age}]"#]],
    );
    check(
        "users.insert { name, }",
        expect![[r#"
        users (users) Insert
        fields [name: {name}]"#]],
    );
    check(
        "users.insert {}",
        expect![[r#"
        users (users) Insert
        fields []"#]],
    );
    check(
        r#"users.insert { New::new("a") }"#,
        expect![[r#"
        users (users) Insert
        body {New :: new ("a")}"#]],
    );
    check(
        "users.insert {make::<A, B>()}",
        expect![[r#"
        users (users) Insert
        body {make ::< A , B > ()}"#]],
    );
    check(
        r#"users.insert { r#type: "x", order: 3, active: age > 3 and true }"#,
        expect![[r#"
        users (users) Insert
        fields [type: "x", order: 3, active: ((age > 3) and true)]"#]],
    );
    check(
        "users.insert_many {rows}",
        expect![[r#"
        users (users) InsertMany
        body {rows}"#]],
    );
    check(
        r#"users.insert_many [{ name: "A" }, { name }, {}]"#,
        expect![[r#"
        users (users) InsertMany
        row [name: "A"]
        row [name: {name}]
        row []"#]],
    );
    check("users.insert_many []", expect!["users (users) InsertMany"]);
    check(
        "users.update { age: age + 1 } where id = {id}",
        expect![[r#"
        users (users) Update
        fields [age: (age + 1)]
        where (id = {id})"#]],
    );
    check(
        "users.update {patch} where id = {id} returning *",
        expect![[r#"
        users (users) Update
        body {patch}
        where (id = {id})
        returning [*]"#]],
    );
    check(
        "users.update { email: null } all returning { id, name }",
        expect![[r#"
        users (users) Update
        fields [email: null]
        all
        returning [id, name]"#]],
    );
    check(
        r#"users.upsert where email = {e} create { email: {e}, name } update { name: "B" }"#,
        expect![[r#"
        users (users) Upsert
        create [email: {e}, name: {name}]
        update [name: "B"]
        where (email = {e})"#]],
    );
    check(
        "users.upsert create { name } update { name } where id = 1",
        expect![[r#"
        users (users) Upsert
        create [name: {name}]
        update [name: {name}]
        where (id = 1)"#]],
    );
    check(
        "users.upsert update { age: 1 } where id = 1 create { age: 2 }",
        expect![[r#"
        users (users) Upsert
        create [age: 2]
        update [age: 1]
        where (id = 1)"#]],
    );
    check(
        r#"users.insert { name: {if a { "x" } else { "y" }} } returning { id }"#,
        expect![[r#"
        users (users) Insert
        fields [name: {if a { "x" } else { "y" }}]
        returning [id]"#]],
    );
}

#[test]
fn clauses() {
    check(
        "users.find { id, name } where active order by name desc nulls last, id take 10 skip {offset}",
        expect![[r#"
            users (users) Find
            select [id, name]
            where active
            order by name desc nulls last, id
            take 10
            skip {offset}"#]],
    );
    check(
        "users.find skip 1 take {n} order by name where active",
        expect![[r#"
        users (users) Find
        where active
        order by name
        take {n}
        skip 1"#]],
    );
    check(
        "users.find orderBy name",
        expect![[r#"
        users (users) Find
        order by name"#]],
    );
    check(
        "users.find order_by name asc nulls first",
        expect![[r#"
        users (users) Find
        order by name nulls first"#]],
    );
    check(
        "users.find order by lower(name), age * 2 desc",
        expect![[r#"
        users (users) Find
        order by lower(name), (age * 2) desc"#]],
    );
    check(
        "users.find order by {sort} { Sort::Name => name, Sort::Newest => created_at desc, id }",
        expect![[r#"
        users (users) Find
        order by {sort}
          Sort :: Name => name
          Sort :: Newest => created_at desc, id"#]],
    );
    check(
        "users.find order by {(a, b)} { (Some(x), _) if x >= 3 => name, A | B { c: 1, .. } => id desc nulls first, name, _ => age, } take 3",
        expect![[r#"
            users (users) Find
            order by {(a , b)}
              (Some (x) , _) if x >= 3 => name
              A | B { c : 1 , .. } => id desc nulls first, name
              _ => age
            take 3"#]],
    );
    check(
        "users.find take -1",
        expect![[r#"
        users (users) Find
        take -1"#]],
    );
    check(
        r#"users.find order by -age, role = "admin" desc"#,
        expect![[r#"
        users (users) Find
        order by (- age), (role = "admin") desc"#]],
    );
}

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
