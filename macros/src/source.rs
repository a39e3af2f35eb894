//! Where schema.sql is → what it says; read once for all macros of a crate, and again when it has changed.

use crate::features;
use crate::host::is_compiler;
use crate::locate::{Location, locate};
use querent_schema::{Problem, Schema};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A schema.sql that was read.
pub(crate) struct Source {
    /// What it says, without what is wrong.
    pub(crate) schema: Schema,
    /// What messages about queries call the file: its path in the crate, or its name where it is elsewhere.
    pub(crate) name: String,
    /// What is wrong with it, each with its place.
    pub(crate) problems: Vec<String>,
    /// The files on which all this depends.
    pub(crate) files: Vec<PathBuf>,
    /// Whether a macro has told cargo of them.
    tracked: AtomicBool,
}

impl Source {
    /// Whether cargo is still to be told of the files. One macro of a crate does so for all.
    pub(crate) fn is_to_be_tracked(&self) -> bool {
        !self.tracked.swap(true, Ordering::Relaxed)
    }
}

/// What tells one state of a file from another.
#[derive(PartialEq, Clone)]
struct Stamp {
    path: PathBuf,
    modified: Option<SystemTime>,
    length: u64,
}

/// The file that was read last; a crate has one.
static LAST: Mutex<Option<(Stamp, Arc<Source>)>> = Mutex::new(None);

/// The schema of the crate that is compiled, or why there is none.
pub(crate) fn source() -> Result<Arc<Source>, String> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    // A compiler compiles one crate and ends; an editor lives on while the file changes.
    if let Some((_, source)) = &*last
        && is_compiler()
    {
        return Ok(Arc::clone(source));
    }
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folder =
        folder.ok_or("querent finds schema.sql by CARGO_MANIFEST_DIR, which cargo sets and is not set here")?;
    let location = locate(&folder)?;
    let stamp = stamp(&location.schema)?;
    if let Some((known, source)) = &*last
        && *known == stamp
    {
        return Ok(Arc::clone(source));
    }
    let source = Arc::new(read(location, &folder)?);
    *last = Some((stamp, Arc::clone(&source)));
    Ok(source)
}

fn stamp(path: &Path) -> Result<Stamp, String> {
    let metadata = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    Ok(Stamp { path: path.to_owned(), modified: metadata.modified().ok(), length: metadata.len() })
}

fn read(location: Location, folder: &Path) -> Result<Source, String> {
    let text = fs::read_to_string(&location.schema).map_err(|error| cannot_read(&location.schema, &error))?;
    let inside = location.schema.strip_prefix(folder).ok();
    let path = inside.unwrap_or(&location.schema).display().to_string();
    let name = inside.or(location.schema.file_name().map(Path::new)).unwrap_or(&location.schema).display().to_string();
    let (mut schema, problems) = querent_schema::parse_with_holes(&text);
    let located = |problem: &Problem| format!("{path}:{}:{}: {}", problem.line, problem.column, problem.message);
    let mut problems: Vec<String> = problems.iter().map(located).collect();
    problems.extend(features::features(&mut schema, &path));
    let files = [Some(location.schema), location.manifest].into_iter().flatten().collect();
    Ok(Source { schema, name, problems, files, tracked: AtomicBool::new(false) })
}

fn cannot_read(path: &Path, error: &std::io::Error) -> String {
    format!("cannot read {}: {error}", path.display())
}
