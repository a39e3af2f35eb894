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

/// Programs whose mistakes are longer, because rustc itself says as much of the same mistake in plain Rust: the program of the same name in
/// `plain`, which a test compares.
const LONGER: [&str; 18] = [
    "errors/choice_not_exhaustive",
    "errors/for_update_outside_a_transaction",
    "errors/in_a_module_of_its_own",
    "habits/single_quotes_of_a_word",
    "results/counts",
    "results/find",
    "results/new_lacks_fields",
    "results/patch_of_null",
    "results/record_for_a_row",
    "results/record_types",
    "results/row_fields",
    "results/run_on_something_else",
    "results/unused_query",
    "results/view_has_rows_only",
    "results/without_await",
    "results/without_run",
    "schema/custom_types",
    "values/moved_value",
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

impl Program {
    /// What the longest mistake takes up.
    fn most_lines(&self) -> usize {
        self.mistakes.iter().map(|mistake| mistake.lines().count()).max().unwrap_or_default()
    }
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
        if program.most_lines() > MOST_LINES {
            longer.push(program);
        }
    }
    longer.sort_by(|one, other| one.name.cmp(&other.name));
    let names: Vec<&str> = longer.iter().map(|program| program.name.as_str()).collect();
    assert_eq!(names, LONGER, "programs with a mistake of more than {MOST_LINES} lines");
    let plain = programs("plain");
    for program in &longer {
        let name = program.name.split('/').next_back().unwrap_or_default();
        let twin = plain.iter().find(|twin| twin.name.ends_with(&format!("/{name}")));
        let Some(twin) = twin else { panic!("{} has no twin in plain Rust", program.name) };
        let (lines, of_twin) = (program.most_lines(), twin.most_lines());
        assert!(lines <= of_twin, "{} takes {lines} lines, and the same in plain Rust {of_twin}", program.name);
    }
}

#[test]
fn there_are_120_programs() {
    let (programs, mistakes) = THEMES
        .iter()
        .flat_map(|(theme, _)| programs(theme))
        .fold((0, 0), |(one, all), program| (one + 1, all + program.mistakes.len()));
    assert!(programs >= 120, "{programs} programs, {mistakes} mistakes");
}
