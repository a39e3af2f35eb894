//! Texts: patterns of `like`, and the case of letters.

/// Whether a letter is another one in the other case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Matters,
    Ignored,
}

/// Lower case for all of Unicode, letter by letter.
pub(super) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Upper case, likewise.
pub(super) fn upper(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).collect()
}

/// Whether the whole of a text meets a pattern: `%` is any text, `_` any character, `\` takes the next one literally; one at the
/// end stands for nothing, and is met by nothing.
pub(super) fn like(text: &str, pattern: &str, case: Case) -> bool {
    match case {
        Case::Matters => matches(text, pattern),
        Case::Ignored => matches(&lower(text), &lower(pattern)),
    }
}

/// Goes back to the last `%` only: what stood before it was met as early as it could be.
fn matches(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    let mut again: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (text_before, mut behind) = (text.clone(), pattern.clone());
        let met = match behind.next() {
            Some('%') => {
                pattern = behind;
                again = Some((text.clone(), pattern.clone()));
                continue;
            }
            None if text.as_str().is_empty() => return true,
            None => false,
            Some('_') => text.next().is_some(),
            Some('\\') => behind.next().is_some_and(|literal| text.next() == Some(literal)),
            Some(literal) => text.next() == Some(literal),
        };
        if met {
            pattern = behind;
            continue;
        }
        drop(text_before);
        let Some((from, behind)) = &mut again else { return false };
        if from.next().is_none() {
            return false;
        }
        (text, pattern) = (from.clone(), behind.clone());
    }
}

/// What all texts that meet a pattern begin with.
pub(crate) fn literal_start(pattern: &str) -> String {
    let (mut start, mut rest) = (String::new(), pattern.chars());
    while let Some(next) = rest.next() {
        match next {
            '%' | '_' => break,
            '\\' => start.extend(rest.next()),
            literal => start.push(literal),
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_that_meets_a_pattern_begins_as_it_says(text in "[ab%_\\\\é]{0,5}", pattern in "[ab%_\\\\é]{0,5}") {
            let start = literal_start(&pattern);
            prop_assert!(!matches(&text, &pattern) || text.starts_with(&start), "{}", start);
        }
    }

    #[test]
    fn a_pattern_is_literal_up_to_its_first_wildcard() {
        let patterns = [("abc%", "abc"), ("a_c", "a"), ("%a", ""), ("a\\%b%", "a%b"), ("abc", "abc"), ("a\\", "a")];
        for (pattern, start) in patterns {
            assert_eq!(literal_start(pattern), start);
        }
    }

    #[test]
    fn patterns_are_met_by_whole_texts() {
        let met = |text: &str, pattern: &str| like(text, pattern, Case::Matters);
        for (text, pattern) in [
            ("", ""),
            ("", "%"),
            ("abc", "abc"),
            ("abc", "a%"),
            ("abc", "%c"),
            ("abcbc", "a%bc"),
            ("äöü", "_ö_"),
            ("a%c", "a\\%c"),
            ("a\\c", "a\\\\c"),
            ("aXbXc", "%X_X%"),
            ("aab", "%ab"),
        ] {
            assert!(met(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("a", ""),
            ("", "_"),
            ("abc", "ab"),
            ("abc", "%b"),
            ("axc", "a\\%c"),
            ("ABC", "abc"),
            ("a", "a\\"),
            ("a\\", "a\\"),
            ("ab", "%a"),
        ] {
            assert!(!met(text, pattern), "{text} {pattern}");
        }
        assert!(like("GRÜSSE", "grü%", Case::Ignored));
    }
}
