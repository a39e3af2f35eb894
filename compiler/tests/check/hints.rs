//! Each "did you mean" of the case files is applied: the query then says nothing more there, and compiles when that was all.

use super::check;
use querent_compiler::errors::Error;
use std::fs;
use std::path::Path;

/// A misspelt column hides that it has another type than what it is compared with.
const HIDING: [&str; 1] = ["users.find { nmae } where agee > \"x\" order by idd"];

/// The queries of the case files of errors that are about the schema at the top of the repository.
fn queries() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/errors");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let texts = files.map(|file| fs::read_to_string(file.expect("the folder can be read").path()).expect("a text"));
    texts.flat_map(|text| queries_of(&text)).collect()
}

fn queries_of(text: &str) -> Vec<String> {
    let own_schema = text.find("```sql\n").unwrap_or(text.len());
    let blocks = text[..own_schema].split("```query\n").skip(1);
    blocks.filter_map(|block| block.split_once("\n```")).map(|(query, _)| query.to_owned()).collect()
}

/// What is meant, by an error that says so.
fn hint(error: &Error) -> Option<&str> {
    let (_, behind) = error.message.split_once("did you mean `")?;
    behind.split_once('`').map(|(meant, _)| meant)
}

/// The query with what is meant in the place of what is wrong.
fn applied(query: &str, error: &Error, meant: &str) -> String {
    let (start, end) = (error.span.start(), error.span.end());
    let lines = query.lines().enumerate().map(|(number, line)| {
        if number + 1 != start.line {
            return line.to_owned();
        }
        let characters: Vec<char> = line.chars().collect();
        let (before, behind) = (&characters[..start.column], &characters[end.column..]);
        before.iter().chain(&meant.chars().collect::<Vec<_>>()).chain(behind).collect()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Applies every hint, one after the other, and gives their number.
fn apply_all(query: &str) -> usize {
    let (mut text, mut hints) = (query.to_owned(), 0);
    let only_hints = check(query).1.iter().all(|error| hint(error).is_some()) && !HIDING.contains(&query);
    loop {
        let (plan, errors) = check(&text);
        let Some((error, meant)) = errors.iter().find_map(|error| hint(error).map(|meant| (error, meant))) else {
            assert!(
                !only_hints || plan.is_some(),
                "`{query}` with all hints applied is `{text}`, and wrong: {errors:?}"
            );
            return hints;
        };
        let better = applied(&text, error, meant);
        let still = check(&better).1.into_iter().any(|other| other.message == error.message);
        assert!(!still, "`{better}` says the same as `{text}`: {}", error.message);
        (text, hints) = (better, hints + 1);
    }
}

#[test]
fn hints_lead_to_what_compiles() {
    let hints: usize = queries().iter().map(|query| apply_all(query)).sum();
    assert!(hints >= 25, "{hints} hints were applied");
}
