//! The programs of the ui-tests and what rustc says of them → `docs/errors.md`, and a limit of lines for each mistake.
//!
//! `UPDATE_EXPECT=1 cargo test -p querent-ui-tests --test gallery` writes the page anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The folders of programs, and what the page calls them.
const THEMES: [(&str, &str); 8] = [
    ("names", "Names that are not there"),
    ("habits", "Habits from elsewhere"),
    ("errors", "Rules of the language"),
    ("writes", "Writes"),
    ("types", "Literals, types and functions"),
    ("values", "Rust values in braces"),
    ("results", "What a query gives"),
    ("schema", "The schema"),
];

/// What a mistake may take up on the screen.
const MOST_LINES: usize = 10;

/// Where rustc speaks of Rust that it could read without querent (fields, matches, moves), it has its own ways of being long.
const LONGER: [(&str, usize); 17] = [
    ("errors/choice_not_exhaustive", 19),
    ("errors/for_update_outside_a_transaction", 14),
    ("errors/in_a_module_of_its_own", 11),
    ("results/as_type", 13),
    ("results/counts", 11),
    ("results/find", 19),
    ("results/new_lacks_fields", 16),
    ("results/patch_of_null", 12),
    ("results/record_for_a_row", 13),
    ("results/record_types", 14),
    ("results/row_fields", 14),
    ("results/unused_query", 16),
    ("results/view_has_rows_only", 22),
    ("results/without_await", 11),
    ("results/without_run", 16),
    ("schema/custom_types", 23),
    ("values/moved_value", 16),
];

/// A wrong program.
struct Program {
    /// `values/integer`.
    name: String,
    /// What it is about, without the full stop.
    title: String,
    /// What rustc says, mistake by mistake.
    mistakes: Vec<String>,
}

fn programs(theme: &str) -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(theme);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    files.iter().map(|file| program(theme, file)).collect()
}

fn program(theme: &str, file: &Path) -> Program {
    let read = |file: &Path| fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (source, said) = (read(file), read(&file.with_extension("stderr")));
    let title = source.lines().next().and_then(|line| line.strip_prefix("//! ")).unwrap_or_default();
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    Program {
        name: format!("{theme}/{name}"),
        title: title.trim_end_matches('.').to_owned(),
        mistakes: mistakes(&said),
    }
}

/// What rustc says, cut where a new error begins; warnings are left out.
fn mistakes(said: &str) -> Vec<String> {
    let parts = said.split("\n\n").map(str::trim_end);
    parts.filter(|part| part.starts_with("error")).map(str::to_owned).collect()
}

#[test]
fn the_gallery_shows_what_rustc_says() {
    let mut page = String::from(
        "# What the compiler says\n\n\
         Mistakes, and what rustc prints for each. The page is made of the programs in `ui-tests` by a test, which compiles them and \
         fails when rustc says something else. The line that tells from which macro an error comes is left out.\n",
    );
    let mut shown = 0;
    for (theme, heading) in THEMES {
        write!(page, "\n## {heading}\n").expect("a String takes every text");
        for program in programs(theme) {
            let Some(mistake) = program.mistakes.first() else { panic!("{} is right", program.name) };
            write!(page, "\n### {}\n\n```text\n{}\n```\n", program.title, without_origin(mistake))
                .expect("a String takes every text");
            shown += 1;
        }
    }
    assert!(shown >= 100, "the gallery shows {shown} mistakes");
    expect_test::expect_file!["../../docs/errors.md"].assert_eq(&page);
}

/// Without the line that names the macro, and the bar that would then lead to nothing.
fn without_origin(mistake: &str) -> String {
    let lines: Vec<&str> =
        mistake.lines().filter(|line| !line.contains("= note: this error originates in the macro")).collect();
    lines.join("\n").trim_end_matches(['|', ' ', '\n']).to_owned()
}

#[test]
fn a_mistake_takes_ten_lines_at_most() {
    let mut longer = Vec::new();
    for program in THEMES.iter().flat_map(|(theme, _)| programs(theme)) {
        let most = program.mistakes.iter().map(|mistake| mistake.lines().count()).max().unwrap_or_default();
        if most > MOST_LINES {
            longer.push((program.name, most));
        }
    }
    longer.sort();
    let longer: Vec<(&str, usize)> = longer.iter().map(|(name, most)| (name.as_str(), *most)).collect();
    assert_eq!(longer, LONGER, "programs with a mistake of more than {MOST_LINES} lines");
}

#[test]
fn there_are_120_programs() {
    let (programs, mistakes) = THEMES
        .iter()
        .flat_map(|(theme, _)| programs(theme))
        .fold((0, 0), |(one, all), program| (one + 1, all + program.mistakes.len()));
    assert!(programs >= 120, "{programs} programs, {mistakes} mistakes");
}
