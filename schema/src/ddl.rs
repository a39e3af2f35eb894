//! Schema × dialect → DDL.
//!
//! An enumeration is a text with a CHECK in every dialect, so that a value can be added everywhere in the same way. Every constraint has
//! a name, so that a violation can be told by it.

mod checks;
mod columns;
mod features;
mod names;
mod tables;

pub use names::{check_name, foreign_key_name, index_name, unique_name};
pub use tables::{
    add_column, add_foreign_key, create_index, create_indexes, create_table, create_tables, create_unique_index,
    create_view,
};

use crate::{Dialect, Schema};
use features::DdlFeatures;

#[cfg(feature = "parse")]
pub(crate) use checks::sqlite_type_check;

impl Schema {
    /// The script that creates the whole schema in an empty database, one statement behind the other, each ended by `;`.
    /// Tables come before those that reference them.
    pub fn ddl(&self, dialect: Dialect) -> String {
        let all: Vec<usize> = (0..self.tables.len()).collect();
        create_tables(self, &all, dialect).into_iter().map(|statement| statement + ";\n").collect()
    }
}

impl DdlFeatures {
    /// A name in the dialect's quotes.
    fn name(&self, name: &str) -> String {
        let quote = self.quote;
        format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")))
    }

    /// A text in single quotes.
    fn text(&self, text: &str) -> String {
        let text = text.replace('\'', "''");
        format!("'{}'", if self.backslash_escapes { text.replace('\\', "\\\\") } else { text })
    }

    /// An expression in ANSI spelling, with names and texts in the dialect's.
    fn expression(&self, ansi: &str) -> String {
        let mut sql = String::new();
        let mut rest = ansi;
        while let Some(open) = rest.find(['"', '\'']) {
            let quote = if rest[open..].starts_with('"') { '"' } else { '\'' };
            sql += &self.functions(&rest[..open]);
            rest = &rest[open + 1..];
            let mut inner = String::new();
            // A doubled quote stands for one.
            while let Some(close) = rest.find(quote) {
                inner += &rest[..close];
                rest = &rest[close + 1..];
                match rest.strip_prefix(quote) {
                    Some(behind) => rest = behind,
                    None => break,
                }
                inner.push(quote);
            }
            sql += &if quote == '"' { self.name(&inner) } else { self.text(&inner) };
        }
        sql + &self.functions(rest)
    }

    /// `length` counts characters, which not every dialect's does.
    fn functions(&self, sql: &str) -> String {
        let mut parts = sql.split("length(");
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let inside_a_name = result.ends_with(|char: char| char.is_alphanumeric() || char == '_');
            result += if inside_a_name { "length" } else { self.char_length };
            result.push('(');
            result += part;
        }
        result
    }

    /// Names with commas between.
    fn names<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> String {
        names.into_iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }
}
