//! Runs every case: a block of SQL, and behind it the model (`schema`) or the problems (`problems`) that it must give.

use crate::show::show_schema;
use std::path::PathBuf;

/// A block of SQL and the expected answer.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) title: String,
    pub(crate) sql: String,
}

/// Every file of cases, with its text.
pub(crate) fn case_files() -> Vec<(PathBuf, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("a file of cases"))).collect()
}

/// The cases of a file.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let sections = text.split("\n## ").skip(1);
    sections
        .map(|section| {
            let title = section.lines().next().unwrap_or_default().to_owned();
            let sql = section.split("```sql\n").nth(1).and_then(|rest| rest.split("```").next());
            Case { sql: sql.unwrap_or_else(|| panic!("no SQL in case {title}")).to_owned(), title }
        })
        .collect()
}

/// The file as it should be: every answer put behind its SQL.
fn answered(text: &str) -> String {
    let head = text.split("\n## ").next().unwrap_or_default();
    let mut whole = head.trim_end().to_owned() + "\n";
    for (section, case) in text.split("\n## ").skip(1).zip(cases(text)) {
        let before = section.split("```sql\n").next().unwrap_or_default();
        let (kind, answer) = answer(&case.sql);
        whole += &format!("\n## {before}```sql\n{}```\n\n```{kind}\n{answer}```\n", case.sql);
    }
    whole
}

fn answer(sql: &str) -> (&'static str, String) {
    match querent_schema::parse(sql) {
        Ok(schema) => ("schema", show_schema(&schema)),
        Err(problems) => ("problems", problems.iter().map(|problem| format!("{problem}\n")).collect()),
    }
}

#[test]
fn every_case_gives_its_answer() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (path, text) in case_files() {
        count += cases(&text).len();
        let answered = answered(&text);
        if answered == text {
            continue;
        }
        if update {
            std::fs::write(&path, &answered).expect("the file of cases can be written");
        } else {
            let differs = text.lines().zip(answered.lines()).find(|(old, new)| old != new);
            wrong.push(format!("{}: {differs:#?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 writes the answers into the files", wrong.join("\n"));
    assert!(count >= 60, "only {count} cases were found");
}

#[test]
fn no_text_makes_the_reader_panic() {
    for (_, text) in case_files() {
        for case in cases(&text) {
            // Cut off anywhere, and with a piece missing anywhere.
            let places: Vec<usize> = case.sql.char_indices().map(|(at, _)| at).step_by(29).collect();
            for pair in places.windows(2) {
                let (start, end) = (&case.sql[..pair[0]], &case.sql[pair[1]..]);
                for text in [start.to_owned(), format!("{start}{end}")] {
                    if let Err(problems) = querent_schema::parse(&text) {
                        assert!(!problems.is_empty() && problems.iter().all(|problem| problem.line > 0), "{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_schema_of_this_repository_has_no_problems() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.sql");
    let text = std::fs::read_to_string(path).expect("the schema that tests and examples compile against");
    assert_eq!(querent_schema::parse(&text).err(), None);
}
