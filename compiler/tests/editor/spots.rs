//! Queries → their spots: each name, or `_` where one may be typed, behind what may stand there.

use crate::{expanded, spots, tokens};
use expect_test::{Expect, expect};
use querent_compiler::editor::Place;

fn check(text: &str, expected: &Expect) {
    let spots = spots(tokens(text).expect("the query is made of tokens of Rust"));
    let lines = spots.spots.iter().map(|spot| {
        let name = spot.name.as_ref().map_or("_".to_owned(), ToString::to_string);
        match &spot.place {
            Place::Table { before } => format!("table {before}{name}\n"),
            Place::Type { before } => format!("type {before}{name}\n"),
            Place::Listed(list) => format!("{list:?} {name}\n"),
            Place::Field { given } => format!("Field {name} behind {given:?}\n"),
            Place::Rust(tokens) => format!("rust {{{tokens}}}\n"),
        }
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn nothing_is_typed() {
    check(
        "",
        &expect![[r#"
        table _
        Clauses(Reading) _
    "#]],
    );
    check(
        "users",
        &expect![[r#"
        table users
        Clauses(Reading) _
    "#]],
    );
    check(
        "crate::schema::",
        &expect![[r#"
        table crate
        table crate ::schema
        table crate :: schema ::_
        Clauses(Reading) _
    "#]],
    );
    check(
        "users.",
        &expect![[r#"
        table users
        Verbs _
        Clauses(Reading) _
    "#]],
    );
}

#[test]
fn conditions_and_clauses() {
    check(
        "users.find where age >= {min}? and not name like \"A%\" order by name desc, id take 10",
        &expect![[r#"
            table users
            Verbs find
            Clauses(Reading) where
            Values age
            BehindOperand(Reading) _
            Values _
            Values _
            rust {min}
            BehindOperand(Reading) _
            BehindOperand(Reading) and
            Values not
            Values name
            BehindOperand(Reading) like
            Values _
            BehindOperand(Reading) order
            By by
            Values name
            BehindKey desc
            BehindKey _
            Values id
            BehindKey take
            Clauses(Reading) _
        "#]],
    );
    check(
        "users.delete where",
        &expect![[r#"
        table users
        Verbs delete
        Clauses(Changing) where
        Values _
        Clauses(Changing) _
    "#]],
    );
    check(
        "users.find where id in (1, id) and lower(name) = \"a\"",
        &expect![[r#"
        table users
        Verbs find
        Clauses(Reading) where
        Values id
        BehindOperand(Reading) in
        Values _
        Values _
        BehindItem _
        Values id
        BehindItem _
        BehindOperand(Reading) and
        Values lower
        BehindOperand(Reading) _
        Values name
        BehindItem _
        BehindOperand(Reading) _
        Values _
        BehindOperand(Reading) _
        Clauses(Reading) _
    "#]],
    );
}

#[test]
fn braces() {
    check(
        "users.find { id, age + 1 as next } where active",
        &expect![[r#"
        table users
        Verbs find
        Clauses(Reading) _
        Values id
        BehindItem _
        Values age
        BehindItem _
        Values _
        BehindItem as
        BehindItem _
        Clauses(Reading) where
        Values active
        BehindOperand(Reading) _
        Clauses(Reading) _
    "#]],
    );
    check(
        "users.insert { name: \"A\", age }",
        &expect![[r#"
            table users
            Verbs insert
            Clauses(Inserting) _
            Field name behind []
            Values _
            BehindItem _
            Field age behind ["name"]
            rust {age}
            Clauses(Inserting) _
        "#]],
    );
    check(
        "users.insert {new}",
        &expect![[r#"
            table users
            Verbs insert
            Clauses(Inserting) _
            Field new behind []
            rust {new}
            Clauses(Inserting) _
        "#]],
    );
    check(
        "users.insert {rows[0].clone()}",
        &expect![[r#"
            table users
            Verbs insert
            Clauses(Inserting) _
            Field rows behind []
            rust {rows [0] . clone ()}
            Clauses(Inserting) _
        "#]],
    );
    check(
        "users.insert_many [{ name: \"A\" }, {}]",
        &expect![[r#"
            table users
            Verbs insert_many
            Clauses(Inserting) _
            Field name behind []
            Values _
            BehindItem _
            Field _ behind ["name"]
            Field _ behind []
            Clauses(Inserting) _
        "#]],
    );
    check(
        "users.upsert where id = 1 create { name: \"A\" } update {}",
        &expect![[r#"
            table users
            Verbs upsert
            Clauses(Upserting) where
            Values id
            BehindOperand(Upserting) _
            Values _
            BehindOperand(Upserting) create
            Field name behind []
            Values _
            BehindItem _
            Field _ behind ["name"]
            Clauses(Upserting) update
            Field _ behind []
            Clauses(Upserting) _
        "#]],
    );
    check(
        "users.find order by {sort} { Sort::Name => name, _ => id desc }",
        &expect![[r#"
            table users
            Verbs find
            Clauses(Reading) order
            By by
            Values _
            rust {sort}
            BehindKey _
            Values Sort
            BehindChoice _
            BehindChoice _
            Values _
            Values name
            BehindChoice _
            Values _
            BehindChoice _
            Values _
            Values id
            BehindChoice desc
            BehindChoice _
            BehindKey _
            Clauses(Reading) _
        "#]],
    );
    check(
        "users.find as people::Adult where active",
        &expect![[r#"
        table users
        Verbs find
        Clauses(Reading) as
        type people
        type people ::Adult
        Clauses(Reading) where
        Values active
        BehindOperand(Reading) _
        Clauses(Reading) _
    "#]],
    );
}

#[test]
fn a_column_that_was_given_is_not_offered_again() {
    let expansion = expanded(tokens("users.insert { name: \"A\", }").expect("the query is made of tokens of Rust"));
    let offers = |list: &str, column: &str| {
        let list = expansion.split(&format!("mod {list} ")).nth(1).expect("the list is there");
        list.split("mod ").next().is_some_and(|list| list.contains(&format!("pub const {column} ")))
    };
    assert!(offers("fields0", "name") && offers("fields0", "age"));
    assert!(!offers("fields1", "name") && offers("fields1", "age"));
}
