//! Schema × dialect → DDL.
//!
//! An enumeration is a text with a CHECK in every dialect, so that a value can be added everywhere in the same way. Every constraint has
//! a name, so that a violation can be told by it.

mod checks;
mod columns;
mod expressions;
mod features;
mod names;
mod tables;

pub use checks::TYPE_CHECK;
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

    /// Names with commas between.
    fn names<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> String {
        names.into_iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }
}
