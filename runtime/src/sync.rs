//! What `Database::sync` added → a report of it.

mod plan;

#[cfg(feature = "sqlite")]
pub(crate) use plan::Relation;
pub(crate) use plan::{Addition, Left, Plan, Present, plan, refused};

use crate::database::Database;
use crate::error::Result;
use crate::statement::{Facts, Program, Statement, Weight};
use querent_schema::{Dialect, Schema};
use std::fmt;

/// What stands for a sync in messages.
pub(crate) static SYNC: Statement = Statement::new(Facts {
    name: "sync",
    file: "",
    line: 0,
    programs: [&Program { steps: &[] }; Dialect::ALL.len()],
    columns: &[],
    key: &[],
    reads: &[],
    writes: &["the whole schema"],
    weight: Weight::Long,
    switches: &[],
    sorted_by_key: false,
    locks: false,
    plan: "",
});

/// What [`Database::sync`] added, each in the order in which it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncReport {
    /// Tables and views that were missing.
    pub created_tables: Vec<String>,
    /// Columns that tables lacked, as `table.column`.
    pub added_columns: Vec<String>,
    /// Indexes that tables lacked, unique ones too; those of a new table are not told apart from it.
    pub created_indexes: Vec<String>,
}

impl SyncReport {
    /// Whether everything was there already.
    pub fn is_empty(&self) -> bool {
        self.created_tables.is_empty() && self.added_columns.is_empty() && self.created_indexes.is_empty()
    }
}

/// One line.
impl fmt::Display for SyncReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing was missing");
        }
        let parts = [
            ("created tables", &self.created_tables),
            ("added columns", &self.added_columns),
            ("created indexes", &self.created_indexes),
        ];
        let parts = parts.iter().filter(|(_, names)| !names.is_empty());
        let parts: Vec<_> = parts.map(|(what, names)| format!("{what} {}", names.join(", "))).collect();
        f.write_str(&parts.join("; "))
    }
}

impl Database {
    /// Adds to the database what it lacks of a schema: tables, views, columns and indexes, in one transaction. It changes and removes
    /// nothing: not the type, the default or a constraint of what is there, nor what the schema does not know. Several programs may do it
    /// at once: one adds, the others wait and find nothing missing. MySQL and MariaDB know no transaction for this: each table, column and
    /// index is added by itself.
    ///
    /// ```
    /// querent::schema!();
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
    /// let db = querent::Database::connect("sqlite::memory:").await?;
    /// let report = db.sync(&SCHEMA).await?;
    /// assert!(report.created_tables.contains(&"users".to_owned()));
    /// assert!(db.sync(&SCHEMA).await?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Of kind [`Sync`](crate::ErrorKind::Sync), and nothing is added, when something cannot be: a NOT NULL column without a default
    /// for a table with rows, a part of a primary key, a unique index over rows that are not unique, …. Of other kinds as with any write.
    /// On MySQL and MariaDB what was added before a statement that fails stays, and the message says so.
    ///
    /// # Cancel safety
    /// Dropping the future adds everything or nothing; on MySQL and MariaDB what was added by then stays.
    pub async fn sync(&self, schema: &Schema) -> Result<SyncReport> {
        self.driver.sync(schema).await
    }
}
