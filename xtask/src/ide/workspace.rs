//! A folder below `target` → a crate of a user's, as an editor opens it.

use crate::run::root;
use std::fs;
use std::path::PathBuf;

/// Where `schema!()` stands.
const ROOT: &str = include_str!("../../ide/root.rs");
/// What stands before a query.
const BEFORE: &str = include_str!("../../ide/before.rs");
const SCHEMA: &str = include_str!("../../ide/schema.sql");

pub(crate) struct Workspace {
    pub(crate) folder: PathBuf,
}

impl Workspace {
    /// Writes the crate.
    pub(crate) fn new() -> Result<Self, String> {
        let workspace = Workspace { folder: root().join("target/ide/crate") };
        workspace.write().map_err(|error| format!("{}: {error}", workspace.folder.display()))?;
        Ok(workspace)
    }

    fn write(&self) -> std::io::Result<()> {
        let runtime = root().join("runtime");
        fs::create_dir_all(self.folder.join("src"))?;
        fs::write(self.folder.join("schema.sql"), SCHEMA)?;
        fs::write(
            self.folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\nquerent = {{ path = {runtime:?} }}\n\n[workspace]\n"
            ),
        )?;
        fs::copy(root().join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        fs::write(self.root_file(), ROOT)?;
        fs::write(self.file(), BEFORE)
    }

    /// The file with `schema!()`.
    pub(crate) fn root_file(&self) -> PathBuf {
        self.folder.join("src/lib.rs")
    }

    /// The file with the queries.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("src/queries.rs")
    }

    /// Its text with this query, and the line and column of `$0`, counted from 0.
    pub(crate) fn source(&self, code: &str) -> Result<(String, usize, usize), String> {
        let (before, after) = code.split_once("$0").ok_or_else(|| format!("`{code}` has no `$0`"))?;
        let start = format!("{BEFORE}    let _ = {before}");
        let line = start.matches('\n').count();
        let column = start.len() - start.rfind('\n').map_or(0, |newline| newline + 1);
        Ok((format!("{start}{after};\n    Ok(())\n}}\n"), line, column))
    }

    /// Adds a column to the first table of schema.sql.
    pub(crate) fn add_column(&self, name: &str) -> Result<(), String> {
        let path = self.folder.join("schema.sql");
        let text = fs::read_to_string(&path).map_err(|error| format!("schema.sql: {error}"))?;
        let text = text.replacen("(\n", &format!("(\n    {name} INTEGER,\n"), 1);
        fs::write(path, text).map_err(|error| format!("schema.sql: {error}"))
    }
}
