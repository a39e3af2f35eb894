//! The crate that is compiled → where its schema.sql is.

use std::fs;
use std::path::{Path, PathBuf};

/// The environment variable that names the file.
pub(crate) const VARIABLE: &str = "QUERENT_SCHEMA";

/// Where schema.sql is.
pub(crate) struct Location {
    pub(crate) schema: PathBuf,
    /// The Cargo.toml that names it, where one does.
    pub(crate) manifest: Option<PathBuf>,
}

/// Finds the file, or says where it was looked for.
pub(crate) fn locate(crate_folder: &Path) -> Result<Location, String> {
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        return locate_named(crate_folder.join(named), None, &format!("the environment variable {VARIABLE}"));
    }
    let manifest = crate_folder.join("Cargo.toml");
    if let Some(named) = fs::read_to_string(&manifest).ok().as_deref().and_then(locate_in_manifest) {
        return locate_named(crate_folder.join(named), Some(manifest), "`[package.metadata.querent]` in Cargo.toml");
    }
    locate_above(crate_folder)
}

fn locate_named(schema: PathBuf, manifest: Option<PathBuf>, by: &str) -> Result<Location, String> {
    if schema.is_file() {
        return Ok(Location { schema, manifest });
    }
    Err(format!("there is no file {}, which {by} names", schema.display()))
}

/// Looks in the crate's folder and in those above it, up to the root of the workspace.
fn locate_above(crate_folder: &Path) -> Result<Location, String> {
    let mut last = crate_folder;
    for folder in crate_folder.ancestors() {
        let schema = folder.join("schema.sql");
        if schema.is_file() {
            return Ok(Location { schema, manifest: None });
        }
        last = folder;
        if is_workspace_root(folder) {
            break;
        }
    }
    Err(format!(
        "there is no schema.sql in {}, nor in a folder above it up to {}\nhelp: write one beside Cargo.toml, or name another file: \
         `[package.metadata.querent] schema = \"db/schema.sql\"` in Cargo.toml, or the environment variable {VARIABLE}",
        crate_folder.display(),
        last.display()
    ))
}

fn is_workspace_root(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| line.trim() == "[workspace]" || line.trim().starts_with("[workspace."))
}

/// The value of `schema` in `[package.metadata.querent]`, without reading the rest of the file as TOML.
fn locate_in_manifest(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[package.metadata.querent]").skip(1);
    let line = lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| line.strip_prefix("schema"))?;
    let value = line.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_may_name_the_file() {
        let manifest = "[package]\nschema = \"no\"\n[package.metadata.querent]\n# the file\nschema = \"db/s.sql\" # here\n[other]\n";
        assert_eq!(locate_in_manifest(manifest), Some("db/s.sql"));
        assert_eq!(locate_in_manifest("[package.metadata.querent]\nschema='s.sql'"), Some("s.sql"));
        assert_eq!(locate_in_manifest("[package.metadata.querent]\n[other]\nschema = \"s.sql\""), None);
        assert_eq!(locate_in_manifest("[package]\nname = \"a\""), None);
    }

    #[test]
    fn a_missing_file_lists_the_places() {
        let Err(message) = locate_above(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path()) else { return };
        panic!("the workspace has a schema.sql: {message}");
    }
}
