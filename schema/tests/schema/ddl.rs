//! The DDL of each dialect: shown in `tests/ddl.md`, parsed again by sqlparser in that dialect, SQLite's executed, and read back
//! into the same model.

use crate::cases::{case_files, cases};
use crate::show::show_schema;
use querent_schema::{Column, Default, Dialect, EnumKind, Schema, Table, Type, ddl, parse, values};
use rusqlite::Connection;
use sqlparser_latest::dialect::{Dialect as SqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser_latest::parser::Parser;

/// Every case that gives a schema.
fn valid_cases() -> Vec<(String, Schema)> {
    let files = case_files();
    let all = files.iter().flat_map(|(_, text)| cases(text));
    all.filter_map(|case| parse(&case.sql).ok().map(|schema| (case.title, schema))).collect()
}

fn schema(sql: &str) -> Schema {
    parse(sql).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn memory() -> Connection {
    let connection = Connection::open_in_memory().expect("a database in memory");
    // Plain order of texts is enough to create tables.
    connection.create_collation("querent_decimal", |a, b| a.cmp(b)).expect("a collation");
    connection
}

#[test]
fn sqlite_takes_its_ddl() {
    for (title, schema) in valid_cases() {
        let script = schema.ddl(Dialect::Sqlite);
        memory().execute_batch(&script).unwrap_or_else(|error| panic!("{title}: {error}\n{script}"));
    }
}

#[test]
fn each_dialect_parses_its_ddl() {
    let dialects: [(Dialect, &dyn SqlDialect); 5] = [
        (Dialect::Sqlite, &SQLiteDialect {}),
        (Dialect::Mysql, &MySqlDialect {}),
        (Dialect::Mariadb, &MySqlDialect {}),
        (Dialect::Postgres, &PostgreSqlDialect {}),
        (Dialect::Cockroach, &PostgreSqlDialect {}),
    ];
    let mut wrong = Vec::new();
    for (title, schema) in valid_cases() {
        for (dialect, sql_dialect) in dialects {
            // A word that sqlparser does not know of a column.
            let script = schema.ddl(dialect).replace(" INVISIBLE", "");
            if let Err(error) = Parser::parse_sql(sql_dialect, &script) {
                wrong.push(format!("{title}, {dialect:?}: {error}\n{script}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_ddl_of_each_dialect_is_as_shown() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ddl.md");
    let shown = std::fs::read_to_string(path).expect("the DDL that is shown");
    let sql =
        shown.split("```sql\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the schema that is shown");
    let head = shown.split("\n## ").next().unwrap_or_default().trim_end();
    let mut expected = format!("{head}\n");
    for dialect in Dialect::ALL {
        expected += &format!("\n## {}\n\n```ddl\n{}```\n", dialect.features().name, schema(sql).ddl(dialect));
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &expected).expect("the file can be written");
    } else {
        let differs = shown.lines().zip(expected.lines()).find(|(old, new)| old != new);
        assert!(shown == expected, "{differs:#?}\nUPDATE_EXPECT=1 writes the answers into the file");
    }
}

#[test]
fn sqlite_ddl_reads_back_as_the_same_schema() {
    // A name that Rust has not needs the annotation that DDL does not hold.
    let has_names = |schema: &Schema| {
        schema.tables.iter().all(|table| table.columns.iter().all(|column| !["self", "2nd"].contains(&&*column.name)))
    };
    for (title, schema) in valid_cases().into_iter().filter(|(_, schema)| has_names(schema)) {
        let script = schema.ddl(Dialect::Sqlite);
        let again = parse(&script).unwrap_or_else(|problems| panic!("{title}: {problems:?}\n{script}"));
        assert_eq!(show_schema(&bare(&schema)), show_schema(&bare(&again)), "{title}\n{script}");
    }
}

/// What DDL can say of a schema: without names in Rust, documentation, what querent fills in, and names that were made.
fn bare(schema: &Schema) -> Schema {
    let mut tables = schema.tables.to_vec();
    // DDL puts parents first, and views last.
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    let place = |old: usize| tables.iter().position(|table| table.name == schema.tables[old].name).unwrap_or(old);
    let tables = tables.iter().map(|table| bare_table(table, &place)).collect();
    Schema { tables, enums: Vec::new().into() }
}

fn bare_table(table: &Table, place: &dyn Fn(usize) -> usize) -> Table {
    let mut bare = table.clone();
    bare.rust_name = bare.name.clone();
    bare.doc = "".into();
    bare.view = bare.view.map(|_| "".into());
    bare.columns = table.columns.iter().map(bare_column).collect();
    // SQLite has no casts to types that it does not have.
    if table.view.is_some() {
        bare.columns.to_mut().iter_mut().for_each(|column| column.ty = Type::Text { max: None });
    }
    // SQLite counts up a key of one column alone.
    for (index, column) in bare.columns.to_mut().iter_mut().enumerate() {
        column.auto_increment &= *table.primary_key == [index];
    }
    bare.uniques.to_mut().iter_mut().for_each(|unique| unique.name = None);
    bare.uniques.to_mut().sort_by(|a, b| a.columns.cmp(&b.columns));
    bare.checks.to_mut().iter_mut().for_each(|check| check.name = None);
    for key in bare.foreign_keys.to_mut() {
        (key.name, key.relation, key.inverse) = (None, None, None);
        key.table = place(key.table);
    }
    for index in bare.indexes.to_mut() {
        // A name that two tables use has the table's before it.
        index.name = index.name.trim_start_matches(&format!("{}_", table.name)).to_owned().into();
    }
    bare.indexes.to_mut().sort_by(|a, b| a.name.cmp(&b.name));
    bare
}

fn bare_column(column: &Column) -> Column {
    let mut bare = column.clone();
    bare.rust_name = bare.name.clone();
    bare.doc = "".into();
    (bare.filled, bare.rust_type, bare.hidden) = (None, None, false);
    if let Type::Enum(of) = &mut bare.ty {
        (of.kind, of.type_name, of.rust_name) = (EnumKind::Check, None, "".into());
    }
    if let (Type::Decimal { scale, .. }, Some(Default::Number(number))) = (&bare.ty, &mut bare.default) {
        *number = values::decimal_digits(number, *scale).unwrap_or_default().into();
    }
    bare
}

#[test]
fn sqlite_keeps_out_what_does_not_fit() {
    let schema = schema(
        "CREATE TABLE t (a SMALLINT, b INT, c BIGINT, d VARCHAR(2), e BOOLEAN, f VARBINARY(2), g TEXT CHECK (g IN ('x')),
         h DECIMAL(4, 2) DEFAULT 1.5, i TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
    );
    let connection = memory();
    connection.execute_batch(&schema.ddl(Dialect::Sqlite)).expect("the table");
    let insert =
        |column: &str, value: &str| connection.execute(&format!("INSERT INTO t ({column}) VALUES ({value})"), []);
    let fit = [
        ("a", "-32768"),
        ("b", "2147483647"),
        ("c", "9223372036854775807"),
        ("d", "'äö'"),
        ("e", "1"),
        ("f", "X'0000'"),
    ];
    for (column, value) in fit {
        insert(column, value).unwrap_or_else(|error| panic!("{column} {value}: {error}"));
        insert(column, "NULL").unwrap_or_else(|error| panic!("{column} NULL: {error}"));
    }
    let unfit = [
        ("a", "32768", "t_a_type_fits"),
        ("a", "1.5", "t_a_type_fits"),
        ("b", "2147483648", "t_b_type_fits"),
        ("c", "9223372036854775807 + 1", "t_c_type_fits"),
        ("d", "'abc'", "t_d_type_fits"),
        ("e", "2", "t_e_type_fits"),
        ("f", "X'000000'", "t_f_type_fits"),
        ("g", "'y'", "t_g_check"),
    ];
    for (column, value, constraint) in unfit {
        let error = insert(column, value).expect_err("a value that does not fit").to_string();
        assert_eq!(error, format!("CHECK constraint failed: {constraint}"), "{column} {value}");
    }
    let (decimal, time): (String, String) =
        connection.query_row("SELECT h, i FROM t LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a row");
    assert_eq!(decimal, "1.50");
    assert_eq!(values::canonical_timestamp(&time), Some(time));
}

#[test]
fn sqlite_takes_every_column_that_can_be_added() {
    let sql = "CREATE TABLE a (id INTEGER PRIMARY KEY);
         CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE SET NULL, c VARCHAR(3) NOT NULL DEFAULT 'x',
             d TEXT UNIQUE, e TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, f INTEGER AS (id + 1) VIRTUAL, g INTEGER AS (id + 1) STORED,
             h TEXT NOT NULL)";
    let schema = schema(sql);
    let connection = memory();
    connection
        .execute_batch("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY)")
        .expect("tables");
    let added: Vec<Option<String>> =
        (0..8).map(|column| ddl::add_column(&schema, 1, column, Dialect::Sqlite)).collect();
    assert_eq!((&added[0], &added[6]), (&None, &None), "keys and stored columns cannot be added");
    for statement in added.iter().flatten() {
        connection.execute_batch(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let unique = ddl::create_unique_index(&schema, 1, 0, Dialect::Sqlite);
    assert_eq!(unique, r#"CREATE UNIQUE INDEX "b_d_key" ON "b" ("d")"#);
    connection.execute_batch(&unique).expect("the unique index");
    let keys: i64 = connection
        .query_row("SELECT count(*) FROM pragma_foreign_key_list('b') WHERE \"table\" = 'a'", [], |row| row.get(0))
        .expect("the foreign keys");
    assert_eq!(keys, 1);
}

#[test]
fn names_are_told_apart_where_the_dialect_asks() {
    let schema = schema(
        "CREATE TABLE a (x INTEGER CONSTRAINT positive CHECK (x > 0), y INTEGER, KEY by_x (x));
         CREATE TABLE b (x INTEGER CONSTRAINT positive CHECK (x > 0), KEY by_x (x));
         CREATE TABLE a_very_long_name_of_a_table_that_goes_on (a_very_long_name_of_a_column_that_goes_on INTEGER UNIQUE);",
    );
    assert_eq!(ddl::index_name(&schema, 0, 0, Dialect::Sqlite), "a_by_x");
    assert_eq!(ddl::index_name(&schema, 0, 0, Dialect::Mysql), "by_x");
    assert_eq!(ddl::check_name(&schema, 1, 0, Dialect::Mysql), "b_positive");
    assert_eq!(ddl::check_name(&schema, 1, 0, Dialect::Postgres), "positive");
    let long = ddl::unique_name(&schema, 2, 0, Dialect::Postgres);
    assert!(long.len() <= 63 && long.starts_with("a_very_long_name_of_a_table"), "{long}");
}

#[test]
fn innodb_gets_only_what_it_takes() {
    let schema = schema(
        "CREATE TABLE a (id SERIAL, code VARCHAR(1000) UNIQUE, body TEXT, CHECK (id > 0), UNIQUE (code));
         CREATE TABLE b (a VARCHAR(1000) NOT NULL DEFAULT 'x' REFERENCES a (code) ON DELETE SET DEFAULT ON UPDATE SET NULL,
             CHECK (a <> ''), b VARCHAR(500), c TEXT, role TEXT CHECK (role IN ('x', 'y')), full TEXT AS (b || c) VIRTUAL);
         CREATE INDEX b_all ON b (b, c);
         CREATE INDEX b_lower ON b (lower(c));",
    );
    for dialect in [Dialect::Mysql, Dialect::Mariadb] {
        let script = schema.ddl(dialect);
        for expected in [
            "`code` VARCHAR(768)",
            "KEY (`id`)",
            "FOREIGN KEY (`a`) REFERENCES `a` (`code`)",
            "`b_all` ON `b` (`b`(384), `c`(384))",
            "AS (concat(`b`, `c`)) VIRTUAL",
        ] {
            assert!(script.contains(expected), "{expected} is not in\n{script}");
        }
        assert!(
            !script.contains("CHECK (`id` > 0)") && !script.contains("CHECK (`a`") && !script.contains("b_lower"),
            "{script}"
        );
        assert!(!script.contains("SET DEFAULT") && !script.contains("SET NULL"), "{script}");
    }
    assert!(schema.ddl(Dialect::Postgres).contains(r#"ON DELETE SET DEFAULT ON UPDATE SET NULL"#));
    let role = |dialect| ddl::add_column(&schema, 1, 3, dialect).expect("a column that can be added");
    let check = "CONSTRAINT `b_role_check` CHECK (`role` IN ('x', 'y'))";
    assert!(role(Dialect::Mysql).ends_with(&format!(" {check}")) && !role(Dialect::Mysql).contains(", ADD"));
    assert!(role(Dialect::Mariadb).ends_with(&format!(", ADD {check}")));
}
