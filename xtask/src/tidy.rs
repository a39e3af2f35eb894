//! `cargo xtask tidy`: the source tree → the walls of ARCHITECTURE.md that it breaks, each with file and line.

use crate::run::{Outcome, cargo, output, root};
use std::path::{Path, PathBuf};

/// A file of source with its path from the top of the repository.
struct Source {
    path: String,
    text: String,
}

/// Checks every wall and reports all that is broken.
pub(crate) fn tidy() -> Outcome {
    let sources = sources(&root());
    let mut broken = Vec::new();
    for wall in [no_io, dialects_are_facts, generated_names, opening_sentence, size, macros_are_a_shell] {
        broken.extend(wall(&sources));
    }
    broken.extend(no_compiler_in_a_binary()?);
    broken.extend(links(&root()));
    if broken.is_empty() {
        println!("tidy: {} files keep the walls", sources.len());
        return Ok(());
    }
    Err(format!("walls of ARCHITECTURE.md are broken:\n{}", broken.join("\n")))
}

/// Wall 1: `schema` and `compiler` do no I/O.
fn no_io(sources: &[Source]) -> Vec<String> {
    const FORBIDDEN: [&str; 8] =
        ["std::fs", "std::net", "std::env", "std::process", "std::thread::spawn", "tokio", "println!", "option_env!"];
    lines_with(sources, &FORBIDDEN, |path| path.starts_with("schema/src/") || path.starts_with("compiler/src/"))
        .map(|place| format!("{place}: schema and compiler do no I/O"))
        .collect()
}

/// Wall 3: outside the tables of facts nobody asks which dialect it is.
fn dialects_are_facts(sources: &[Source]) -> Vec<String> {
    const NAMES: [&str; 5] = [
        "Dialect::Sqlite =>",
        "Dialect::Mysql =>",
        "Dialect::Mariadb =>",
        "Dialect::Postgres =>",
        "Dialect::Cockroach =>",
    ];
    const PLACES: [&str; 2] = ["schema/src/dialect.rs", "schema/src/ddl/features.rs"];
    lines_with(sources, &NAMES, |path| is_product(path) && !path.starts_with("xtask/") && !PLACES.contains(&path))
        .map(|place| format!("{place}: a dialect is asked for its facts, not for its name"))
        .collect()
}

/// Wall 2: generated code names `::querent::__private` and nothing else of the runtime, but for the type of `SCHEMA`.
fn generated_names(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("compiler/src/emit")) {
        for (number, line) in source.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for (at, _) in code.match_indices("::querent::") {
                let name = &code[at + "::querent::".len()..];
                if !name.starts_with("__private") && !name.starts_with("Schema") {
                    broken.push(format!("{}:{}: generated code names `__private` only", source.path, number + 1));
                }
            }
        }
    }
    broken
}

/// Every file opens with a sentence that says what it does.
fn opening_sentence(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| is_product(&source.path) && !source.text.starts_with("//! "))
        .map(|source| {
            format!("{}:1: a file opens with `//! ` and a sentence that says what it turns into what", source.path)
        })
        .collect()
}

/// A file that outgrows 600 lines becomes a folder.
fn size(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| is_product(&source.path) && source.text.lines().count() > 600)
        .map(|source| {
            format!(
                "{}: {} lines; a phase that outgrows 600 becomes a folder",
                source.path,
                source.text.lines().count()
            )
        })
        .collect()
}

/// The proc-macro crate is a shell around the compiler.
fn macros_are_a_shell(sources: &[Source]) -> Vec<String> {
    let lines: usize = sources
        .iter()
        .filter(|source| source.path.starts_with("macros/src/"))
        .map(|source| source.text.lines().count())
        .sum();
    (lines >= 400).then(|| format!("macros/src: {lines} lines; the shell stays below 400")).into_iter().collect()
}

/// A user's binary contains neither syn nor sqlparser.
fn no_compiler_in_a_binary() -> Result<Vec<String>, String> {
    let tree = output(cargo().args([
        "tree",
        "--package",
        "querent",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--all-features",
    ]))?;
    let broken = tree.lines().filter(|line| ["syn ", "sqlparser ", "quote "].iter().any(|name| line.starts_with(name)));
    Ok(broken.map(|line| format!("runtime/Cargo.toml: a user's binary would contain {line}")).collect())
}

/// Links of the Markdown pages lead to files that exist.
fn links(root: &Path) -> Vec<String> {
    let mut broken = Vec::new();
    for page in files(root, "md").into_iter().filter(|page| !page.to_string_lossy().contains("/cases/")) {
        let text = std::fs::read_to_string(&page).unwrap_or_default();
        let folder = page.parent().unwrap_or(root);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                broken.push(format!("{}: the link to `{target}` leads nowhere", relative(root, &page)));
            }
        }
    }
    broken
}

fn is_product(path: &str) -> bool {
    ["schema/src/", "compiler/src/", "macros/src/", "runtime/src/", "xtask/src/"]
        .iter()
        .any(|room| path.starts_with(room))
}

fn lines_with<'a>(
    sources: &'a [Source],
    needles: &'a [&'a str],
    applies: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    sources.iter().filter(move |source| applies(&source.path)).flat_map(move |source| {
        source.text.lines().enumerate().filter_map(move |(number, line)| {
            let code = line.split("//").next().unwrap_or_default();
            let needle = needles.iter().find(|needle| code.contains(**needle))?;
            Some(format!("{}:{}: `{needle}`", source.path, number + 1))
        })
    })
}

fn sources(root: &Path) -> Vec<Source> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        Some(Source { path: relative(root, &path), text })
    };
    files(root, "rs").into_iter().filter_map(read).collect()
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// All files with this extension below `folder`, but for what is built or hidden.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && !name.starts_with('.') {
                found.extend(files(&path, extension));
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::{Source, dialects_are_facts, generated_names, no_io, opening_sentence};

    fn source(path: &str, text: &str) -> Vec<Source> {
        vec![Source { path: path.to_owned(), text: text.to_owned() }]
    }

    #[test]
    fn the_tree_keeps_the_walls() {
        super::tidy().unwrap();
    }

    #[test]
    fn a_broken_wall_is_seen() {
        assert_eq!(no_io(&source("schema/src/x.rs", "use std::fs;")).len(), 1);
        assert_eq!(no_io(&source("runtime/src/x.rs", "use std::fs;")).len(), 0);
        assert_eq!(dialects_are_facts(&source("compiler/src/render/x.rs", "Dialect::Mysql => 1,")).len(), 1);
        assert_eq!(generated_names(&source("compiler/src/emit/x.rs", "quote!(::querent::Database)")).len(), 1);
        assert_eq!(generated_names(&source("compiler/src/emit/x.rs", "quote!(::querent::__private::Query)")).len(), 0);
        assert_eq!(opening_sentence(&source("runtime/src/x.rs", "use std::fs;")).len(), 1);
    }
}
