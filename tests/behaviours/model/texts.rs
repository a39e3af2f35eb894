//! Comparisons of texts, searches in them, and what is made of them.

use super::truth::{Truth, and, between, eq, le, lt, not, or, same, within};
use super::{Ask, gives, holds, on_random_rows};

#[test]
fn comparisons_of_texts() {
    on_random_rows(100, async |ask| {
        let (value, same_as, maybe) = (ask.value, ask.same, ask.maybe);
        holds!(ask, { note = { &value.note } }, |row| eq(&row.note, &same_as.note));
        holds!(ask, { note != { value.note.as_str() } }, |row| not(eq(&row.note, &same_as.note)));
        holds!(ask, { note < { &value.note } }, |row| lt(&row.note, &same_as.note));
        holds!(ask, { code >= { &value.code } }, |row| le(&same_as.code, &row.code));
        holds!(ask, { code between "A" and {&value.code} }, |row| between(&row.code, &Some("A".into()), &same_as.code));
        holds!(ask, { code = note }, |row| eq(&row.code, &row.note));
        holds!(ask, { code is note }, |row| same(&row.code, &row.note));
        holds!(ask, { note is {&maybe.note} }, |row| same(&row.note, &maybe.note));
        holds!(ask, { note is not {maybe.note.as_deref()} }, |row| not(same(&row.note, &maybe.note)));
        holds!(ask, { note = "" }, |row| eq(&row.note, &Some(String::new())));
        holds!(ask, { note > "é" }, |row| lt(&Some("é".to_owned()), &row.note));
        holds!(ask, { note = "\\" or note = "'" }, |row| {
            or(eq(&row.note, &Some("\\".into())), eq(&row.note, &Some("'".into())))
        });
        holds!(ask, { note in ("a", "é", {&value.note}, code) }, |row| {
            within(&row.note, [Some("a".into()), Some("é".into()), same_as.note.clone(), row.code.clone()])
        });
        holds!(ask, { note not in ("a", {&value.code}) }, |row| {
            not(within(&row.note, [Some("a".into()), same_as.code.clone()]))
        });
        holds!(ask, { concat(code, note) = concat(note, code) }, |row| {
            let both = row.code.as_ref().zip(row.note.as_ref());
            both.map(|(code, note)| format!("{code}{note}") == format!("{note}{code}"))
        });
        holds!(ask, { coalesce(code, note, "a") = "a" }, |row| {
            Some(row.code.as_deref().or(row.note.as_deref()).unwrap_or("a") == "a")
        });
        holds!(ask, { case when note = "a" then flag else small > 0 end }, |row| {
            if row.note.as_deref() == Some("a") { row.flag } else { lt(&Some(0), &row.small) }
        });
    });
}

/// Whether a search in `text` for `part` finds it; NULL when one is NULL.
fn found(text: &Option<String>, part: &Option<String>, find: fn(&str, &str) -> bool) -> Truth {
    Some(find(text.as_ref()?, part.as_ref()?))
}

fn starts(text: &str, part: &str) -> bool {
    text.starts_with(part)
}

fn ends(text: &str, part: &str) -> bool {
    text.ends_with(part)
}

fn contains(text: &str, part: &str) -> bool {
    text.contains(part)
}

#[test]
fn searches_in_texts() {
    on_random_rows(120, async |ask| {
        let (value, same_as) = (ask.value, ask.same);
        holds!(ask, { note starts_with {&value.code} }, |row| found(&row.note, &same_as.code, starts));
        holds!(ask, { note not starts_with {&value.code} }, |row| not(found(&row.note, &same_as.code, starts)));
        holds!(ask, { note starts_with code }, |row| found(&row.note, &row.code, starts));
        holds!(ask, { note starts_with "a" }, |row| found(&row.note, &Some("a".into()), starts));
        holds!(ask, { note starts_with "" }, |row| found(&row.note, &Some(String::new()), starts));
        holds!(ask, { note starts_with "\u{10ffff}" }, |row| found(&row.note, &Some("\u{10ffff}".into()), starts));
        holds!(ask, { note starts_with "\u{d7ff}" }, |row| found(&row.note, &Some("\u{d7ff}".into()), starts));
        holds!(ask, { lower(note) starts_with {&value.code} }, |row| {
            found(&row.note.as_deref().map(lower), &same_as.code, starts)
        });
        holds!(ask, { note starts_with concat("a", code) }, |row| {
            found(&row.note, &row.code.as_ref().map(|code| format!("a{code}")), starts)
        });
        holds!(ask, { note ends_with {&value.code} }, |row| found(&row.note, &same_as.code, ends));
        holds!(ask, { note not ends_with {&value.code} }, |row| not(found(&row.note, &same_as.code, ends)));
        holds!(ask, { note ends_with code }, |row| found(&row.note, &row.code, ends));
        holds!(ask, { note ends_with "" }, |row| found(&row.note, &Some(String::new()), ends));
        holds!(ask, { note ends_with "é" }, |row| found(&row.note, &Some("é".into()), ends));
        holds!(ask, { note contains {&value.code} }, |row| found(&row.note, &same_as.code, contains));
        holds!(ask, { note not contains {&value.code} }, |row| not(found(&row.note, &same_as.code, contains)));
        holds!(ask, { note contains code }, |row| found(&row.note, &row.code, contains));
        holds!(ask, { note contains "%" }, |row| found(&row.note, &Some("%".into()), contains));
        holds!(ask, { {&value.note} contains code }, |row| found(&same_as.note, &row.code, contains));
        holds!(ask, { note contains "\\" and note not contains "_" }, |row| {
            and(found(&row.note, &Some("\\".into()), contains), not(found(&row.note, &Some("_".into()), contains)))
        });
    });
}

/// Whether the whole of a text meets a pattern: `%` any text, `_` any character, `\` takes the next one literally.
fn meets(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|from| meets(&text[from..], rest)),
        ['_', rest @ ..] => !text.is_empty() && meets(&text[1..], rest),
        ['\\', literal, rest @ ..] | [literal, rest @ ..] => text.first() == Some(literal) && meets(&text[1..], rest),
    }
}

fn like(text: &str, pattern: &str) -> bool {
    let chars = |text: &str| text.chars().collect::<Vec<char>>();
    meets(&chars(text), &chars(pattern))
}

fn ilike(text: &str, pattern: &str) -> bool {
    like(&lower(text), &lower(pattern))
}

fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn upper(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).collect()
}

/// A pattern in which each `\` is followed by something.
fn pattern(ask: &Ask<'_>) -> String {
    format!("{}%{}_", ask.value.note, ask.value.code).replace('\\', "\\\\").replacen("\\\\", "\\%", 1)
}

#[test]
fn patterns() {
    on_random_rows(120, async |ask| {
        let pattern = pattern(ask);
        let wanted = Some(pattern.clone());
        let exact = Some(ask.value.code.replace('\\', "\\\\"));
        let is = |row: &Option<String>, pattern: &str| found(row, &Some(pattern.to_owned()), like);
        let is_alike = |row: &Option<String>, pattern: &str| found(row, &Some(pattern.to_owned()), ilike);
        holds!(ask, { note like {&pattern} }, |row| found(&row.note, &wanted, like));
        holds!(ask, { note not like {&pattern} }, |row| not(found(&row.note, &wanted, like)));
        holds!(ask, { note ilike {&pattern} }, |row| found(&row.note, &wanted, ilike));
        holds!(ask, { note not ilike {&pattern} }, |row| not(found(&row.note, &wanted, ilike)));
        holds!(ask, { code like {exact.as_deref().unwrap_or_default()} }, |row| found(&row.code, &exact, like));
        holds!(ask, { note like "" }, |row| is(&row.note, ""));
        holds!(ask, { note like "%" }, |row| is(&row.note, "%"));
        holds!(ask, { note like "_" }, |row| is(&row.note, "_"));
        holds!(ask, { note like "a%" }, |row| is(&row.note, "a%"));
        holds!(ask, { note like "%b" }, |row| is(&row.note, "%b"));
        holds!(ask, { note like "%_b%" }, |row| is(&row.note, "%_b%"));
        holds!(ask, { note like "%\\%%" }, |row| is(&row.note, "%\\%%"));
        holds!(ask, { note like "\\_%" }, |row| is(&row.note, "\\_%"));
        holds!(ask, { note like "%\\\\" }, |row| is(&row.note, "%\\\\"));
        holds!(ask, { note ilike "É%" }, |row| is_alike(&row.note, "É%"));
        holds!(ask, { note ilike "%ß" }, |row| is_alike(&row.note, "%ß"));
        holds!(ask, { note ilike "%İ%" }, |row| is_alike(&row.note, "%İ%"));
        holds!(ask, { lower(note) like "a_" }, |row| found(&row.note.as_deref().map(lower), &Some("a_".into()), like));
    });
}

#[test]
fn functions_of_texts() {
    on_random_rows(100, async |ask| {
        let value = ask.value;
        gives!(ask, { lower(note) }, |row| Ok(row.note.as_deref().map(lower)));
        gives!(ask, { upper(note) }, |row| Ok(row.note.as_deref().map(upper)));
        gives!(ask, { trim(note) }, |row| Ok(row.note.as_deref().map(|note| note.trim_matches(' ').to_owned())));
        gives!(ask, { length(note) }, |row| Ok(row.note.as_deref().map(|note| note.chars().count() as i64)));
        gives!(ask, { concat(code, { &value.note }) }, |row| {
            Ok(row.code.as_deref().map(|code| format!("{code}{}", value.note)))
        });
        gives!(ask, { concat(code, "'é\\", note) }, |row| {
            Ok(row.code.as_deref().zip(row.note.as_deref()).map(|(code, note)| format!("{code}'é\\{note}")))
        });
        gives!(ask, { coalesce(code, note) }, |row| Ok(row.code.clone().or(row.note.clone())));
        gives!(ask, { coalesce(code, { &value.note }) }, |row| Ok(row
            .code
            .clone()
            .unwrap_or_else(|| value.note.clone())));
        gives!(ask, { length(concat(trim(code), "x")) + small }, |row| {
            let trimmed = row.code.as_deref().map(|code| code.trim_matches(' ').chars().count() as i64 + 1);
            Ok(trimmed.zip(row.small).map(|(length, small)| length + i64::from(small)))
        });
        gives!(ask, { case when note contains "a" then "yes" when note is null then note else upper(code) end }, |row| {
            Ok(match row.note.as_deref() {
                None => None,
                Some(note) if note.contains('a') => Some("yes".to_owned()),
                Some(_) => row.code.as_deref().map(upper),
            })
        });
    });
}
