//! What is offered is what the language has: the lists of words beside what the parser and the checker know.

use crate::{SCHEMA, tokens};
use querent_compiler::editor::{Kind, List, words};
use std::collections::BTreeSet;

/// The mistakes of a query, as text.
fn mistakes(query: &str) -> String {
    querent_compiler::query(tokens(query).expect("the query is made of tokens of Rust"), &SCHEMA, "schema.sql")
        .to_string()
}

/// The names that the help of a mistake lists.
fn listed(query: &str, after: &str) -> BTreeSet<String> {
    let mistakes = mistakes(query);
    let (_, list) = mistakes.split_once(after).unwrap_or_else(|| panic!("`{after}` is not in {mistakes}"));
    let list = list.split('"').next().unwrap_or_default();
    list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

#[test]
fn all_verbs_are_offered_and_no_others() {
    let offered = words::READING.iter().chain(&words::WRITING).map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(listed("users.zzzzzzzz", "the verbs are "), offered);
}

#[test]
fn all_functions_are_offered_and_no_others() {
    let offered = words::FUNCTIONS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(listed("users.find where zzzzzzzz(age) = 1", "the functions are "), offered);
}

#[test]
fn every_clause_that_is_offered_is_one() {
    let queries = [
        (Kind::Reading, "users.find"),
        (Kind::Inserting, "users.insert { name: \"A\" }"),
        (Kind::Changing, "users.delete"),
        (Kind::Upserting, "users.upsert where id = 1"),
    ];
    for (kind, query) in queries {
        for word in words::words(List::Clauses(kind)) {
            let mistakes = mistakes(&format!("{query} {} ;", word.name));
            assert!(!mistakes.contains(&format!("`{}` is not", word.name)), "{query} {}: {mistakes}", word.name);
        }
    }
}

#[test]
fn every_word_between_operands_is_one() {
    let in_case = words::words(List::InCase).into_iter().map(|word| (word, "users.find where case when active"));
    let behind = words::words(List::BehindItem).into_iter().map(|word| (word, "users.find where name"));
    for (word, query) in in_case.chain(behind) {
        let mistakes = mistakes(&format!("{query} {} ;", word.name));
        assert!(!mistakes.contains(&format!("`{}` is not", word.name)), "{query} {}: {mistakes}", word.name);
    }
}
