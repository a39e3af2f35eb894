//! Right tables, verbs, projections, bodies and clauses.

use super::check;
use expect_test::expect;

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
fn locks() {
    for (text, read) in [
        ("users.get where id = 1 for update", "users (users) Get\nwhere (id = 1)\nfor update"),
        ("users.find for update skip locked take 3", "users (users) Find\ntake 3\nfor update skip locked"),
        ("users.find for update nowait where a", "users (users) Find\nwhere a\nfor update nowait"),
        ("users.find for_update skip_locked skip 3", "users (users) Find\nskip 3\nfor update skip locked"),
        ("users.find where a forUpdate", "users (users) Find\nwhere a\nfor update"),
        ("users.find where a for_update", "users (users) Find\nwhere a\nfor update"),
        ("users.find for update skip {locked}", "users (users) Find\nskip {locked}\nfor update"),
    ] {
        let (query, errors) = crate::read(text);
        assert!(errors.is_empty(), "{text}: {}", errors[0].message);
        assert_eq!(crate::print::print(&query.unwrap()), read, "{text}");
    }
}
