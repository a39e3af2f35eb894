//! Random tokens and random edits of right queries: the parser never panics, and nothing is missing from a tree without an error.

use crate::{print::print, read_tokens};
use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::{collection::vec, prelude::*, sample::select};

const WORDS: &[&str] = &[
    "users",
    "id",
    "name",
    "find",
    "find_first",
    "get",
    "count",
    "insert",
    "insert_many",
    "update",
    "delete",
    "upsert",
    "truncate",
    "aggregate",
    "page",
    "where",
    "WHERE",
    "order",
    "by",
    "orderBy",
    "take",
    "skip",
    "limit",
    "returning",
    "distinct",
    "all",
    "as",
    "create",
    "with",
    "group",
    "having",
    "for",
    "after",
    "unscoped",
    "and",
    "or",
    "not",
    "is",
    "in",
    "null",
    "true",
    "None",
    "like",
    "between",
    "starts_with",
    "startsWith",
    "contains",
    "asc",
    "desc",
    "nulls",
    "first",
    "last",
    "case",
    "when",
    "then",
    "else",
    "end",
    "self",
    "crate",
    "Some",
    "r#type",
    "r#where",
    "select",
    "from",
    "set",
    "distinct",
    "lower",
    "notIn",
    "adn",
    "mut",
];
const LITERALS: &[&str] =
    &["1", "-2", "1.5", "1u8", "\"text\"", "'c'", "b\"x\"", "b'x'", "c\"x\"", "r#\"raw\"#", "0xff", "1e5"];
const SIGNS: &str = "=<>!&|+-*/%^~@.,;:#$?'";
/// Right queries, one of each kind, to be edited.
const QUERIES: &[&str] = &[
    "users.find { id, lower(name) as low } where active and age >= {min}? order by name desc nulls last, id take 10 skip {offset}",
    "crate::schema::users.get as Adult where id = {id} or not (email is null and age between -1 and 2 * 3)",
    "users.insert { name: \"Alice\", age: 25, r#type: {kind} } returning { id }",
    "users.insert_many [{ name: \"A\" }, { name, age: 1 }]",
    "users.update { age: age + 1 } where id in (1, 2, {c}) and name not starts_with \"x\" returning *",
    "users.upsert where email = {e} create { email: {e}, name } update { name: case when a then \"b\" else coalesce(c, \"d\") end }",
    "users.find order by {sort} { Sort::Name => name, Sort::Newest if x >= 3 => created_at desc, id }",
    "users.delete where id not in {ids}? and -a < 1.5",
];

fn tree() -> impl Strategy<Value = TokenTree> {
    let leaf = prop_oneof![
        6 => select(WORDS).prop_map(|word| match word.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, Span::call_site()).into(),
            None => Ident::new(word, Span::call_site()).into(),
        }),
        2 => select(LITERALS).prop_map(|text| text.parse::<Literal>().expect("a literal").into()),
        4 => (select(SIGNS.chars().collect::<Vec<_>>()), any::<bool>()).prop_map(|(sign, joint)| {
            Punct::new(sign, if joint { Spacing::Joint } else { Spacing::Alone }).into()
        }),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        let delimiters = vec![Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
        (select(delimiters), vec(inner, 0..8))
            .prop_map(|(delimiter, trees)| Group::new(delimiter, trees.into_iter().collect()).into())
    })
}

/// One edit of the trees, inside one of their brackets if `deep` leads there.
fn edit(tokens: TokenStream, place: &[usize], change: &Change) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    let Some((first, rest)) = place.split_first().filter(|_| !trees.is_empty()) else {
        return trees.into_iter().collect();
    };
    let index = first % trees.len();
    if let (TokenTree::Group(group), false) = (&trees[index], rest.is_empty()) {
        let inner = edit(group.stream(), rest, change);
        trees[index] = Group::new(group.delimiter(), inner).into();
    } else {
        match change {
            Change::Remove => drop(trees.remove(index)),
            Change::Repeat => trees.insert(index, trees[index].clone()),
            Change::Swap => {
                let other = (index + 1) % trees.len();
                trees.swap(index, other);
            }
            Change::Insert(tree) => trees.insert(index, tree.clone()),
            Change::Replace(tree) => trees[index] = tree.clone(),
            Change::Cut => trees.truncate(index),
        }
    }
    trees.into_iter().collect()
}

#[derive(Debug, Clone)]
enum Change {
    Remove,
    Repeat,
    Swap,
    Insert(TokenTree),
    Replace(TokenTree),
    Cut,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Remove),
        Just(Change::Repeat),
        Just(Change::Swap),
        tree().prop_map(Change::Insert),
        tree().prop_map(Change::Replace),
        Just(Change::Cut),
    ]
}

/// Reads the tokens. A tree that is missing, or that has a hole, comes with an error; each error says something.
fn check(tokens: TokenStream) {
    let text = tokens.to_string();
    let (query, errors) = read_tokens(tokens);
    let tree = query.as_ref().map(print);
    let marked = tree.as_ref().is_none_or(|tree| tree.contains("HOLE") || tree.contains("INCOMPLETE"));
    let incomplete = marked || query.is_none_or(|query| query.verb.is_none());
    assert!(!incomplete || !errors.is_empty(), "{text}\n{tree:?}");
    for error in &errors {
        let lines = error.message.lines().count();
        assert!((1..=4).contains(&lines) && !error.message.contains("``"), "{text}\n{}", error.message);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn soups_do_not_panic(trees in vec(tree(), 0..30)) {
        check(trees.into_iter().collect());
    }

    #[test]
    fn queries_of_soup_do_not_panic(trees in vec(tree(), 0..20), verb in select(WORDS[3..15].to_vec())) {
        let mut tokens: TokenStream = format!("users.{verb}").parse().expect("tokens");
        tokens.extend(trees);
        check(tokens);
    }

    #[test]
    fn edited_queries_do_not_panic(
        query in select(QUERIES),
        edits in vec((vec(0_usize..40, 1..4), change()), 1..4),
    ) {
        let mut tokens: TokenStream = query.parse().expect("tokens");
        for (place, change) in edits {
            tokens = edit(tokens, &place, &change);
        }
        check(tokens);
    }
}

#[test]
fn the_queries_to_be_edited_are_right() {
    for query in QUERIES {
        let (_, errors) = crate::read(query);
        assert!(errors.is_empty(), "{query}\n{errors:#?}");
    }
}
