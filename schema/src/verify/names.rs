//! Names of tables and columns → names in Rust, each of which must be one and stand alone.

use crate::parse::cursor::Name;
use crate::parse::draft::{Column, Table};
use crate::parse::names::{is_rust_name, snake_case};
use crate::parse::problem::Problems;
use std::collections::HashMap;

/// What a name stands for, for messages.
struct Named<'a> {
    name: &'a Name,
    given: Option<&'a Name>,
    kind: &'static str,
    help: &'static str,
}

/// The names of the modules.
pub(super) fn table_names(tables: &[Table], problems: &mut Problems) -> Vec<String> {
    let help = "write `-- @name(other)` on the line above it";
    let named =
        tables.iter().map(|table| Named { name: &table.name, given: table.notes.name.as_ref(), kind: "table", help });
    rust_names(named, problems)
}

/// The names of the fields.
pub(super) fn column_names(columns: &[Column], problems: &mut Problems) -> Vec<String> {
    let help = "write `-- @name(other)` at the end of its line";
    let named = columns.iter().map(|column| Named {
        name: &column.name,
        given: column.notes.name.as_ref(),
        kind: "column",
        help,
    });
    rust_names(named, problems)
}

fn rust_names<'a>(list: impl Iterator<Item = Named<'a>>, problems: &mut Problems) -> Vec<String> {
    let mut by_name: HashMap<String, &Name> = HashMap::new();
    let mut by_rust_name: HashMap<String, &Name> = HashMap::new();
    let mut rust_names = Vec::new();
    for Named { name, given, kind, help } in list {
        let rust_name = given.map_or_else(|| snake_case(&name.text), |given| given.text.clone());
        if let Some(other) = by_name.get(&name.text.to_lowercase()) {
            let message = format!("there are two {kind}s `{}`", name.text);
            problems.push_help(name.place, message, format!("the first is at line {}", other.place.line));
        } else if !is_rust_name(&rust_name) {
            problems.push_help(name.place, format!("{kind} `{}` has no name in Rust", name.text), help);
        } else if let Some(other) = by_rust_name.get(&rust_name) {
            let message = format!("{kind}s `{}` and `{}` are both `{rust_name}` in Rust", other.text, name.text);
            problems.push_help(name.place, message, help);
        }
        by_name.entry(name.text.to_lowercase()).or_insert(name);
        by_rust_name.entry(rust_name.clone()).or_insert(name);
        rust_names.push(rust_name);
    }
    rust_names
}
