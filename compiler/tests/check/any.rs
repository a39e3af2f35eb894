//! Any words, in any order: errors, or a plan that becomes texts and tokens; and never a panic.

use super::SCHEMA;
use proptest::prelude::*;
use querent_compiler::{emit, render};

/// Words that queries are made of.
const WORDS: &[&str] = &[
    "users",
    "samples",
    ".",
    "find",
    "insert",
    "update",
    "upsert",
    "delete",
    "get",
    "count",
    "insert_many",
    "where",
    "order",
    "by",
    "take",
    "skip",
    "distinct",
    "returning",
    "all",
    "as",
    "create",
    "{ }",
    "{x}",
    "{x}?",
    "{ name: \"A\" }",
    "{ age: age + 1 }",
    "{ id, name }",
    "[{ name: \"A\" }, { id: 1, name: \"B\" }]",
    "id",
    "name",
    "age",
    "active",
    "price",
    "ratio",
    "document",
    "born_on",
    "seen_at",
    "mood",
    "data",
    "agee",
    "=",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "and",
    "or",
    "not",
    "is",
    "null",
    "in",
    "(",
    ")",
    ",",
    "between",
    "like",
    "starts_with",
    "contains",
    "lower",
    "coalesce",
    "round",
    "now",
    "case",
    "when",
    "then",
    "else",
    "end",
    "1",
    "-2.5",
    "1e400",
    "99999999999999999999",
    "\"x\"",
    "\"2024-13-01\"",
    "b\"x\"",
    "true",
    "desc",
    "nulls",
    "first",
    "*",
];

/// Values, which meet in conditions and are stored in columns.
const VALUES: &[&str] = &[
    "id",
    "age",
    "name",
    "active",
    "role",
    "{x}",
    "{x}?",
    "null",
    "1",
    "-2.5",
    "1e40",
    "\"x\"",
    "\"2024-01-31\"",
    "b\"\\xff\"",
    "true",
    "now()",
    "lower(name)",
    "coalesce(age, {y})",
    "case when active then {z} end",
    "round(2.5)",
    "(age + 1)",
    "-{x}",
    "(1 / 0)",
];

/// What stands between two values.
const OPERATORS: &[&str] = &[
    "=",
    "<",
    "+",
    "*",
    "%",
    "and",
    "or",
    "is",
    "like",
    "starts_with",
    "in",
    "not in",
    "between 1 and",
    "is not null and",
];

/// Whatever is right goes all the way: after the checker nothing fails.
fn check(text: &str) {
    if let (Some(plan), _) = super::check(text) {
        let programs = render::programs(&plan, &SCHEMA);
        assert!(!emit::query(&plan, &SCHEMA, &programs).is_empty());
    }
}

fn joined(words: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(words), 0..most).prop_map(|words| words.join(" "))
}

/// Values with operators between them.
fn condition() -> impl Strategy<Value = String> {
    let pair = (prop::sample::select(OPERATORS), prop::sample::select(VALUES));
    (prop::sample::select(VALUES), prop::collection::vec(pair, 0..5)).prop_map(|(first, pairs)| {
        pairs.into_iter().fold(first.to_string(), |text, (operator, value)| format!("{text} {operator} {value}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words(words in joined(WORDS, 14)) {
        if words.parse::<proc_macro2::TokenStream>().is_ok() {
            check(&format!("users.{words}"));
            check(&format!("users.find where {words}"));
        }
    }

    #[test]
    fn conditions(condition in condition(), value in condition()) {
        check(&format!("users.find where {condition}"));
        check(&format!("users.find {{ {condition} as x }} order by {value}"));
        check(&format!("users.update {{ age: {value}, name: {value} }} where {condition}"));
        check(&format!("users.insert {{ name: {value}, age: {condition}, role: {value} }}"));
        check(&format!("users.upsert where id = {value} create {{ name: {condition} }} update {{ active: {condition} }}"));
    }
}
