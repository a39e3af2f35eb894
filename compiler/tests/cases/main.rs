//! Runs the cases of compiler/cases: each query of a case file → the texts of each dialect, or the errors, that the file shows.
//!
//! `UPDATE_EXPECT=1` writes what is found into the files. Whatever they show, each text is parsed again in its dialect, and
//! those of SQLite are prepared, as are those of each server that a variable names.

mod answer;
mod assemble;
mod markdown;
mod parsed;
mod plan;
mod servers;
mod sqlite;

use markdown::Part;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[test]
fn cases() {
    let files = case_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"));
    assert!(!files.is_empty(), "there are no cases");
    servers::name_those_left_out();
    let failed: Vec<String> = files.iter().filter_map(|file| run(file).err()).collect();
    assert!(failed.is_empty(), "{} of {} case files fail:\n{}", failed.len(), files.len(), failed.join("\n"));
}

/// Compares one file with what is found, after each text was checked.
fn run(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut schema = answer::Subject::of_repository();
    let mut found = String::new();
    let mut problems = Vec::new();
    for part in markdown::parts(&text) {
        match part {
            Part::Prose(prose) => found.push_str(&prose),
            Part::Schema(sql) => {
                schema = answer::Subject::parse(&sql).map_err(|problem| format!("{}: {problem}", file.display()))?;
                found.push_str(&markdown::block("sql", &sql));
            }
            Part::Query { text, shows_plan } => {
                let answers = answer::answers(&schema, &text, shows_plan, &mut problems);
                found.push_str(&markdown::block("query", &text));
                for (info, body) in answers {
                    found.push('\n');
                    found.push_str(&markdown::block(&info, &body));
                }
            }
        }
    }
    if !problems.is_empty() {
        return Err(format!("{}:\n{}", file.display(), problems.join("\n")));
    }
    // It prints the difference itself.
    let compare = AssertUnwindSafe(|| expect_test::expect_file![file].assert_eq(&found));
    catch_unwind(compare).map_err(|_| format!("{}: see the difference above", file.display()))
}

fn case_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(case_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}
