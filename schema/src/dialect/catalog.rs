//! What a database says of itself: the questions by which it is found out which tables, columns and indexes there are.

/// Questions about the tables that a name without a schema can mean. Each answer is rows of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// `table, kind` of tables and views; the kind of a view is `VIEW`.
    pub tables: &'static str,
    /// `table, column` of all of them.
    pub columns: &'static str,
    /// `table, index` of all of them.
    pub indexes: &'static str,
    /// `table, index, column` of each unique index over columns alone and all rows.
    pub unique_columns: &'static str,
    /// Names in another case are the same.
    pub folds_case: bool,
    /// Statements that change the schema can be undone by ROLLBACK.
    pub changes_in_transaction: bool,
    /// What is said to be the only one that changes the schema: until the end of the transaction, or where changes stand in none until
    /// [`unlock`](Catalog::unlock) is said.
    pub lock: Option<&'static str>,
    /// What is said when others may change it again.
    pub unlock: Option<&'static str>,
    /// How its databases are made and dropped; `None` where that is no matter of statements.
    pub databases: Option<Databases>,
}

/// The databases of a server. One is made by `CREATE DATABASE name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Databases {
    /// Their names.
    pub names: &'static str,
    /// What stands behind `DROP DATABASE name`, for one to which others are connected too: the first that is understood.
    pub drop: &'static [&'static str],
}

const POSTGRES_DATABASES: &str = "SELECT datname::text FROM pg_catalog.pg_database";

impl Catalog {
    pub(super) const POSTGRES: Catalog = Catalog {
        tables: "SELECT table_name::text, table_type::text FROM information_schema.tables \
                 WHERE table_schema = ANY (current_schemas(FALSE)::text[])",
        columns: "SELECT table_name::text, column_name::text FROM information_schema.columns \
                  WHERE table_schema = ANY (current_schemas(FALSE)::text[])",
        indexes: "SELECT tablename::text, indexname::text FROM pg_catalog.pg_indexes \
                  WHERE schemaname = ANY (current_schemas(FALSE))",
        unique_columns: "SELECT t.relname::text, i.relname::text, a.attname::text FROM pg_catalog.pg_index x \
                         JOIN pg_catalog.pg_class t ON t.oid = x.indrelid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid \
                         JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace \
                         JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey) \
                         WHERE n.nspname = ANY (current_schemas(FALSE)) AND x.indisunique AND x.indpred IS NULL \
                         AND x.indexprs IS NULL",
        folds_case: false,
        changes_in_transaction: true,
        // Two that create the same table at once would not wait for each other, and one would fail.
        lock: Some("SELECT pg_advisory_xact_lock(31937163826523764)"),
        unlock: None,
        databases: Some(Databases { names: POSTGRES_DATABASES, drop: &[" WITH (FORCE)"] }),
    };

    /// It knows no locks by number.
    pub(super) const COCKROACH: Catalog = Catalog {
        lock: None,
        // What only speaks like it may know the word of PostgreSQL instead.
        databases: Some(Databases { names: POSTGRES_DATABASES, drop: &[" CASCADE", " WITH (FORCE)"] }),
        ..Catalog::POSTGRES
    };

    /// What it makes itself begins with `sqlite_`, and a key that is the rowid has no index.
    pub(super) const SQLITE: Catalog = Catalog {
        tables: "SELECT name, upper(type) FROM sqlite_schema WHERE type IN ('table', 'view')",
        columns: "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c WHERE t.type = 'table'",
        indexes: "SELECT t.name, i.name FROM sqlite_schema AS t, pragma_index_list(t.name) AS i WHERE t.type = 'table'",
        unique_columns: "SELECT t.name, i.name, c.name FROM sqlite_schema AS t, pragma_index_list(t.name) AS i, \
                         pragma_index_info(i.name) AS c WHERE t.type = 'table' AND i.\"unique\" AND NOT i.partial \
                         AND NOT EXISTS (SELECT 1 FROM pragma_index_info(i.name) AS e WHERE e.name IS NULL)",
        folds_case: true,
        changes_in_transaction: true,
        lock: None,
        unlock: None,
        databases: None,
    };

    pub(super) const MYSQL: Catalog = Catalog {
        tables: "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = database()",
        columns: "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = database()",
        indexes: "SELECT DISTINCT table_name, index_name FROM information_schema.statistics WHERE table_schema = database()",
        unique_columns: "SELECT table_name, index_name, column_name FROM information_schema.statistics \
                         WHERE table_schema = database() AND non_unique = 0 AND column_name IS NOT NULL AND sub_part IS NULL",
        folds_case: true,
        changes_in_transaction: false,
        // Names of locks are those of the whole server, and short. Whoever waits for more than an hour goes on without.
        lock: Some("SELECT coalesce(get_lock(concat('querent ', sha2(database(), 224)), 3600), 0)"),
        unlock: Some("SELECT coalesce(release_lock(concat('querent ', sha2(database(), 224))), 0)"),
        databases: Some(Databases { names: "SELECT schema_name FROM information_schema.schemata", drop: &[""] }),
    };
}
