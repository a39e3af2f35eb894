//! An editor goes by the place of the name at its cursor: the expansion with one more name is the same up to that name.

use crate::{expanded, tokens};
use proptest::{collection::vec, prelude::*, sample::select};

/// The name that is put in at the cursor. The compiler does not know it.
const CURSOR: &str = "atTheCursor";

const QUERIES: [&str; 22] = [
    "users.find where age >= 18 and name = {user.name} order by name desc nulls last, id take 10 skip {offset}",
    "users.find { id, age + 1 as next, lower(name) as small } where not (active or age is null)",
    "users.find order by {sort} { Sort::Name => name, Sort::Newest => created_at desc, id }",
    "users.insert { name: \"A\", age: 25, role: {role} } returning { id }",
    "users.insert { name, age }",
    "users.insert {new}",
    "users.insert_many [{ name: \"A\" }, { name: \"B\", age: 1 }]",
    "users.update { age: age + 1 } where id = {id} returning *",
    "users.delete all",
    "users.upsert where email = {e} create { name: \"A\" } update { age: age + 1 }",
    "users.find as people::Adult where age between 1 and case when active then 2 else 3 end",
    "crate::schema::users.count where id in {ids} and name not like \"%\"",
    "users.find distinct { role } where",
    "users.find where age >=",
    "users.find where (age > 1 or ) and",
    "users.insert { name: , age",
    "users.update { age: } where id =",
    "users",
    "users.",
    "posts.find where w order b",
    "users.find where age > 1 for update skip locked take 3",
    "users.get for_update nowait where id =",
];

/// What stands in the expansion up to the name with the cursor; `None` where the cursor is at no spot.
fn before_cursor(text: &str, position: usize) -> Option<String> {
    let expanded = expanded(tokens(&format!("{}{CURSOR}{}", &text[..position], &text[position..]))?);
    let at = expanded.find(CURSOR)?;
    // What is typed of the name stands before the cursor; it begins at the same place.
    let typed = |character: char| character.is_alphanumeric() || character == '_' || character == '#';
    Some(expanded[..at].trim_end_matches(typed).trim_end().to_owned())
}

/// Behind a `w` the editor looks for the keyword `where`, which stands elsewhere than a name and than the whole keyword: a cursor behind a
/// letter of a whole `where`, or in the gap before another word with this letter, finds nothing.
fn is_at_w(text: &str, position: usize) -> bool {
    let next = text[position..].trim_start();
    let before_word = next.starts_with('w') && !next.starts_with("where");
    before_word || (1..=5).any(|typed| position >= typed && text[position - typed..].starts_with("where"))
}

/// How many positions of a text are spots; each agrees.
fn agree(text: &str) -> usize {
    let Some(tokens) = tokens(text) else { return 0 };
    let real = expanded(tokens);
    let positions = (0..=text.len()).filter(|position| text.is_char_boundary(*position) && !is_at_w(text, *position));
    let spots = positions.filter_map(|position| before_cursor(text, position).map(|before| (position, before)));
    spots
        .inspect(|(position, before)| {
            let (left, right) = text.split_at(*position);
            assert!(real.starts_with(before.as_str()), "{left}|{right}\nwith a name  {before}\nwithout      {real}");
        })
        .count()
}

#[test]
fn right_and_half_typed_queries() {
    let spots: usize = QUERIES.iter().map(|text| agree(text)).sum();
    assert!(spots > 700, "only {spots} positions of these queries are spots");
}

const WORDS: &[&str] = &[
    "users",
    ".",
    "::",
    "find",
    "insert",
    "update",
    "upsert",
    "where",
    "order",
    "by",
    "take",
    "as",
    "returning",
    "create",
    "age",
    "name",
    "lower",
    "(age)",
    "(",
    "{",
    "}",
    ")",
    "[",
    "]",
    "{x}",
    "{ name: 1 }",
    ",",
    ":",
    "=",
    ">=",
    "+",
    "?",
    "=>",
    "and",
    "not",
    "is",
    "null",
    "case",
    "when",
    "end",
    "1",
    "\"a\"",
    "w",
    "desc",
    "for",
    "nowait",
    "skip",
    "locked",
    "*",
];

proptest! {
    #[test]
    fn anything(words in vec(select(WORDS), 0..12)) {
        agree(&words.join(" "));
    }
}
