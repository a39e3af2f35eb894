//! What came of faults ↔ the tables of docs/faults.md.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What stands in a row (a point and a fault) and a column (a store).
pub(super) type Cells = HashMap<(&'static str, &'static str, &'static str), String>;

/// A table of the page.
pub(super) struct Table {
    /// What its marks name.
    pub(super) name: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<[&'static str; 2]>,
}

/// In place of a cell that nobody has run yet.
const UNKNOWN: &str = "not run";

/// Compares a table with that of the page, or writes it there.
///
/// # Panics
/// When the page says something else.
pub(super) fn check(table: &Table, cells: &Cells) {
    // Two tests write one page.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap();
    let path = path();
    let page = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {}: begin -->\n", table.name), format!("<!-- {}: end -->", table.name));
    let (before, rest) = page.split_once(&begin).expect("the page has a place for the table");
    let (old, after) = rest.split_once(&end).expect("the table has an end");
    let new = rendered(table, cells, old);
    if old == new {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, format!("{before}{begin}{new}{end}{after}")).unwrap();
    }
    let lines = new.lines().filter(|line| !old.contains(line));
    let changed: Vec<String> = lines.map(str::to_owned).collect();
    panic!("docs/faults.md says otherwise (UPDATE_EXPECT=1 writes it):\n{}", changed.join("\n"));
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a repository").join("docs/faults.md")
}

fn rendered(table: &Table, cells: &Cells, old: &str) -> String {
    let old = parsed(old);
    let mut text = format!("| at | what happens | {} |\n|---|---|", table.columns.join(" | "));
    text += &"---|".repeat(table.columns.len());
    for &[at, what] in &table.rows {
        text += &format!("\n| {at} | {what} |");
        for (number, &column) in table.columns.iter().enumerate() {
            let kept = || old.get(&(at, what)).and_then(|row| row.get(number)).copied().unwrap_or(UNKNOWN);
            text += &format!(" {} |", cells.get(&(at, what, column)).map_or_else(kept, String::as_str));
        }
    }
    text + "\n"
}

/// The cells of a table by the point and the fault of their row.
fn parsed(table: &str) -> HashMap<(&str, &str), Vec<&str>> {
    let rows = table.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
        Some(((cells.next()?, cells.next()?), cells.collect()))
    });
    rows.collect()
}
