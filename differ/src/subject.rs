//! schema.sql of this folder → the schema that random queries are about, for as long as the program runs.

use querent_schema::Schema;

/// What queries are about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) schema: &'static Schema,
}

impl Subject {
    /// Reads the schema.
    ///
    /// # Panics
    /// When it has problems.
    pub(crate) fn new() -> Self {
        let schema = querent_schema::parse(include_str!("../schema.sql"));
        let schema = schema.unwrap_or_else(|problems| panic!("differ/schema.sql: {problems:?}"));
        Subject { schema: Box::leak(Box::new(schema)) }
    }

    /// The table whose module has this name.
    pub(crate) fn table(&self, name: &str) -> usize {
        self.schema.table_by_rust_name(name).expect("schema.sql has this table")
    }
}
