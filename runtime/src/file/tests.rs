//! The same statements on SQLite and on the file store → the same rows, counts and violations.

use crate::Database;
use crate::answer::DecodeRow;
use crate::decode::{DecodeError, RowReader};
use crate::error::Error;
use crate::params::Params;
use crate::query::{query_count, query_exists, query_nothing, query_rows};
use crate::statement::{Facts, Piece, Program, ResultColumn, Role, Statement, Step, Weight};
use proc_macro2::TokenStream;
use querent_compiler::errors::Errors;
use querent_compiler::plan::{Output, Query};
use querent_compiler::program;
use querent_compiler::{check, emit, lower, parse, render};
use querent_schema::{Dialect, Schema};

/// Runs statements, one on each line, on both stores, and compares what they answer; then all rows of all tables.
fn same(sql: &str, statements: &str) {
    let schema: &'static Schema = Box::leak(Box::new(querent_schema::parse(sql).unwrap()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sqlite = Database::connect("sqlite::memory:").await.unwrap();
        let file = Database::connect("file::memory:").await.unwrap();
        for db in [&sqlite, &file] {
            db.sync(schema).await.unwrap();
        }
        let tables = schema.tables.iter().map(|table| format!("{}.find", table.rust_name));
        let all: Vec<String> = statements.lines().map(|line| line.trim().to_owned()).chain(tables).collect();
        for text in all.iter().filter(|text| !text.is_empty()) {
            let (expected, given) = (run(&sqlite, schema, text).await, run(&file, schema, text).await);
            assert_eq!(given, expected, "{text}\nSQLite is on the right");
        }
    });
}

/// What a statement answers, as text. Rows without an order are sorted.
async fn run(db: &Database, schema: &Schema, text: &str) -> String {
    let tokens: TokenStream = text.parse().unwrap();
    let mut errors = Errors::new();
    let query = parse::query(tokens, &mut errors).and_then(|query| check::query(&query, schema, &mut errors));
    let messages: Vec<String> = errors.finish().into_iter().map(|error| error.message).collect();
    let query = query.unwrap_or_else(|| panic!("{text}: {messages:?}"));
    let statement: &'static Statement = Box::leak(Box::new(Statement::new(facts(&query, schema))));
    let answer = match &query.output {
        Output::Rows { .. } => {
            query_rows(statement, Params::new(), SHOWN[statement.columns.len()]).run(db).await.map(|mut rows| {
                if !text.contains("order by") {
                    rows.sort();
                }
                rows.join("\n")
            })
        }
        Output::Count => query_count(statement, Params::new()).run(db).await.map(|count| count.to_string()),
        Output::Exists => query_exists(statement, Params::new()).run(db).await.map(|exists| exists.to_string()),
        Output::Nothing => query_nothing(statement, Params::new()).run(db).await.map(|()| String::new()),
    };
    answer.unwrap_or_else(|error| violated(&error))
}

/// What both stores know of an error.
fn violated(error: &Error) -> String {
    if !error.is_constraint_violation() {
        return format!("{:?}", error.kind());
    }
    let kinds = [error.is_unique_violation(), error.is_foreign_key_violation(), error.is_not_null_violation()];
    // SQLite does not tell the columns of a CHECK.
    let columns = if error.is_check_violation() || error.is_foreign_key_violation() { &[] } else { error.columns() };
    format!("{kinds:?} {:?} {columns:?}", error.table().filter(|_| !error.is_foreign_key_violation()))
}

/// As text, by the number of columns. A row may be read on any thread, so the number cannot stand in one's own.
const SHOWN: [DecodeRow<String>; 13] = [
    shown::<0>,
    shown::<1>,
    shown::<2>,
    shown::<3>,
    shown::<4>,
    shown::<5>,
    shown::<6>,
    shown::<7>,
    shown::<8>,
    shown::<9>,
    shown::<10>,
    shown::<11>,
    shown::<12>,
];

fn shown<const WIDTH: u16>(row: &mut RowReader<'_>) -> Result<String, DecodeError> {
    let values = (0..WIDTH).map(|column| row.value_at(column).to_string());
    Ok(values.collect::<Vec<_>>().join(" "))
}

/// As `query!` writes them, for SQLite and the file store.
fn facts(query: &Query, schema: &Schema) -> Facts {
    let table = &schema.tables[query.table];
    let leak = |text: &str| -> &'static str { text.to_owned().leak() };
    let column = |column: usize| ResultColumn { table: leak(&table.name), column: leak(&table.columns[column].name) };
    let fields = query.output.fields().iter().map(|field| match field.column {
        Some(named) => column(named),
        None => ResultColumn { table: "", column: leak(&field.name.to_string()) },
    });
    let columns: Vec<_> = fields.chain(lower::key_columns(query, schema).into_iter().map(column)).collect();
    let names = |tables: &[usize]| -> &'static [&'static str] {
        tables.iter().map(|table| leak(&schema.tables[*table].name)).collect::<Vec<_>>().leak()
    };
    let key = lower::key_positions(query, schema).unwrap_or_default();
    let program: &'static Program = Box::leak(Box::new(program(&render::query(query, schema, Dialect::Sqlite))));
    Facts {
        name: leak(&query.name),
        file: "",
        line: 0,
        programs: [program; Dialect::ALL.len()],
        columns: columns.leak(),
        key: key.into_iter().map(|place| u16::try_from(place).unwrap()).collect::<Vec<_>>().leak(),
        reads: names(&query.reads),
        writes: names(&query.writes),
        weight: Weight::Unknown,
        switches: &[],
        sorted_by_key: lower::sorted_by_key(query, schema),
        locks: lower::locks(query),
        plan: emit::file(query, schema).leak(),
    }
}

fn program(program: &program::Program) -> Program {
    let steps = program.steps.iter().map(|step| Step {
        role: match step.role {
            program::Role::Answer => Role::Answer,
            program::Role::Change => Role::Change,
            program::Role::Keys => Role::Keys,
        },
        pieces: step.pieces.iter().map(piece).collect::<Vec<_>>().leak(),
    });
    Program { steps: steps.collect::<Vec<_>>().leak() }
}

fn piece(piece: &program::Piece) -> Piece {
    match piece {
        program::Piece::Text(text) => Piece::Text(text.clone().leak()),
        other => panic!("these statements have no parameters: {other:?}"),
    }
}

/// Parents whose children follow them in each way that there is.
const FAMILY: &str = "
    CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE);
    CREATE TABLE followers (id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT REFERENCES parents (code) ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE TABLE orphans (id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT REFERENCES parents (code) ON DELETE SET NULL ON UPDATE SET NULL);
    CREATE TABLE wards (id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT DEFAULT 'home' REFERENCES parents (code) ON DELETE SET DEFAULT ON UPDATE SET DEFAULT);
    CREATE TABLE anchors (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT REFERENCES parents (code) ON DELETE RESTRICT ON UPDATE RESTRICT);
    CREATE TABLE plain (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT REFERENCES parents (code));
    CREATE TABLE strict (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL REFERENCES parents (code) ON DELETE SET NULL);";

#[test]
fn children_follow_their_parents() {
    same(
        FAMILY,
        r#"parents.insert_many [{ code: "home" }, { code: "a" }, { code: "b" }, { code: "c" }, { code: "d" }, { code: "e" }]
        followers.insert_many [{ code: "a" }, { code: "a" }, { code: null }]
        orphans.insert_many [{ code: "a" }, { code: "b" }]
        wards.insert_many [{ code: "a" }, { code: "b" }]
        anchors.insert { code: "c" }
        plain.insert { code: "d" }
        strict.insert { code: "e" }
        plain.insert { code: "nobody" }
        plain.update { code: "nobody" } where id = 1
        parents.delete where code = "a"
        followers.count
        parents.update { code: "B" } where code = "b"
        parents.delete where code = "c"
        parents.update { code: "C" } where code = "c"
        parents.delete where code = "d"
        parents.update { code: "D" } where code = "d"
        parents.delete where code = "e"
        parents.delete where code in ("home", "B")
        parents.truncate"#,
    );
}

#[test]
fn a_parent_changes_its_key_with_all_that_follow() {
    same(
        "CREATE TABLE nodes (id INTEGER PRIMARY KEY, up BIGINT REFERENCES nodes (id) ON DELETE CASCADE ON UPDATE CASCADE);
         CREATE TABLE lines (a BIGINT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b));
         CREATE TABLE parts (id INTEGER PRIMARY KEY, b BIGINT, a BIGINT,
             FOREIGN KEY (a, b) REFERENCES lines (a, b) ON UPDATE CASCADE ON DELETE CASCADE);",
        "nodes.insert_many [{ id: 1 }, { id: 2, up: 1 }, { id: 3, up: 2 }, { id: 4, up: 4 }, { id: 5, up: 3 }]
        nodes.insert_many [{ id: 6, up: 7 }, { id: 7, up: 6 }]
        nodes.insert { id: 8, up: 9 }
        nodes.update { id: 20 } where id = 2
        nodes.find order by id
        nodes.delete where id in (20, 4) returning *
        nodes.delete where id = 6
        lines.insert_many [{ a: 1, b: 2 }, { a: 2, b: 1 }]
        parts.insert_many [{ id: 1, a: 1, b: 2 }, { id: 2, a: 2, b: 1 }, { id: 3, a: 1 }]
        parts.insert { id: 4, a: 1, b: 1 }
        lines.update { a: 7 } where a = 1 and b = 2
        lines.delete where a = 2 and b = 1",
    );
}

#[test]
fn checks_generated_columns_and_defaults_hold() {
    same(
        "CREATE TABLE items (
             id INTEGER PRIMARY KEY AUTOINCREMENT,
             name VARCHAR(10) NOT NULL CHECK (length(trim(name)) > 1 AND name NOT LIKE '%x%'),
             price DECIMAL(10, 2) NOT NULL DEFAULT 1.5 CHECK (price >= 0 AND price <> 7),
             amount INTEGER NOT NULL DEFAULT (2 + 3 * 2),
             cost INTEGER GENERATED ALWAYS AS (amount * 3 - 1) STORED,
             label TEXT GENERATED ALWAYS AS (upper(name) || '-' || coalesce(note, 'none')) VIRTUAL,
             note TEXT DEFAULT ('no' || 'te'),
             starts DATE DEFAULT '2024-01-31',
             ends DATE,
             size INTEGER CHECK (size BETWEEN 1 AND 10 OR size = -1),
             kind TEXT NOT NULL DEFAULT 'a' CHECK (CASE kind WHEN 'a' THEN 1 WHEN 'b' THEN size IS NOT NULL ELSE 0 END = 1),
             CONSTRAINT in_order CHECK (ends IS NULL OR starts < ends),
             CHECK (NOT (size IN (3, 5) AND amount / 2 > 4) AND substr(name, 1, 1) <> '-')
         );",
        r#"items.insert { name: "aa" }
        items.insert { name: "a" }
        items.insert { name: " a " }
        items.insert { name: "axa" }
        items.insert { name: "-a" }
        items.insert { name: "bb", price: -0.01 }
        items.insert { name: "bb", price: 2.25, amount: 3, note: null }
        items.insert { name: "cc", size: 11 }
        items.insert { name: "cc", size: -1 }
        items.insert { name: "cc", size: 3, amount: 10 }
        items.insert { name: "cc", size: 3, amount: 9 }
        items.insert { name: "dd", kind: "b" }
        items.insert { name: "dd", kind: "b", size: 1 }
        items.insert { name: "dd", kind: "c" }
        items.insert { name: "ee", ends: "2024-01-31" }
        items.insert { name: "ee", ends: "2024-02-01" }
        items.update { starts: "2024-03-01" } where name = "ee"
        items.update { price: price * 3, amount: amount + 1 } where name = "bb"
        items.update { amount: amount + 2147483647 } where name = "aa"
        items.find { name, cost, label } where cost > 10 order by cost desc
        items.upsert where id = 1 create { name: "zz" } update { name: "yy" }
        items.upsert where id = 100 create { name: "zz" } update { name: "yy" }
        items.insert { name: "last" }"#,
    );
}

#[test]
fn keys_hold_whatever_they_are_made_of() {
    same(
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT UNIQUE, active BOOLEAN NOT NULL DEFAULT TRUE, a INTEGER, b INTEGER, UNIQUE (a, b));
         CREATE UNIQUE INDEX one_active ON users (name) WHERE active;
         CREATE UNIQUE INDEX whatever_case ON users (lower(email));
         CREATE INDEX by_name ON users (name, id);",
        r#"users.insert { name: "a", email: "A@x", a: 1, b: 1 }
        users.insert { name: "a", email: "b@x" }
        users.insert { name: "a", email: "b@x", active: false }
        users.insert { name: "b", email: "a@X" }
        users.insert { name: "b", email: null, a: 1, b: null }
        users.insert { name: "c", email: null, a: 1, b: null }
        users.insert { name: "d", a: 1, b: 1 }
        users.update { active: true } where name = "a"
        users.update { id: id + 10 } where name = "b"
        users.update { id: 1 } where name = "b"
        users.insert { name: "later" }
        users.insert { name: "later" }
        users.update { active: false } where name = "later"
        users.insert { name: "later", email: "LATER@x" }
        users.update { email: "C@x" } where name = "later" and active = true
        users.update { active: true } where name = "later"
        users.update { email: null } where name = "a" and active = false
        users.update { email: "b@X" } where name = "later" and active = true
        users.find where name = "a" order by id
        users.find where name > "a" and name <= "c" order by name
        users.find where a = 1 order by id
        users.find { id } where a = 1 and b is null order by id
        users.count where a = 1
        users.count where a = 1 and b = 1
        users.count where a = 1 and a = 2
        users.count where name = "a" and active
        users.count where name = "a" and id > 1
        users.count where name in ("a", "later", "a")
        users.count where email = "b@x"
        users.count where id = 1 and id = 3
        users.find where id in (1, 2, 99) or name = "c" order by id desc
        users.find distinct { active } order by active
        users.delete where id > 2 and id < 5 returning { name }"#,
    );
}

/// By their key rows are numbered, which one may change, be asked for between bounds, and be refused.
#[test]
fn keys_that_are_whole_numbers_are_changed_and_found() {
    same(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, code TEXT UNIQUE, n INTEGER NOT NULL CHECK (n < 100));
         CREATE INDEX by_n ON t (n);
         CREATE TABLE inner (t_id BIGINT PRIMARY KEY REFERENCES t (id) ON UPDATE CASCADE ON DELETE CASCADE, up BIGINT REFERENCES inner (t_id) ON UPDATE CASCADE);
         CREATE TABLE small (id SMALLINT PRIMARY KEY, t_id BIGINT REFERENCES t (id));",
        r#"t.insert_many [{ id: 3, code: "c", n: 3 }, { id: -1, code: "a", n: 1 }, { id: 0, code: "b", n: 2 }, { id: 9223372036854775807, code: "z", n: 9 }, { id: -9223372036854775808, code: "y", n: 8 }]
        t.find order by id
        t.find order by id desc take 2
        t.find where id > -1 order by id
        t.find where id between -5 and 3 order by id desc
        t.find where id in (3, 0, 7) order by id desc
        t.find where id < 0 and n > 1
        t.exists where id = -9223372036854775808
        t.insert { id: 3, code: "d", n: 4 }
        t.insert { id: 4, code: "c", n: 4 }
        t.insert { id: 4, code: "d", n: 400 }
        t.insert_many [{ id: 4, code: "d", n: 4 }, { id: 3, code: "e", n: 5 }]
        t.update { id: id + 1 } where id between -1 and 3
        t.update { id: id - 1 } where id between -1 and 3 returning *
        t.update { id: id - 1 } where id between -3 and 3 returning { id, code }
        t.update { id: id - 30, code: "same" } where id between -3 and 3
        t.update { id: -id } where id between -3 and 3
        t.update { id: id + 50, code: "c" } where code = "b"
        t.update { id: id + 50, code: "b2" } where code = "b"
        inner.insert_many [{ t_id: 49 }, { t_id: -2, up: 49 }]
        inner.insert { t_id: 1000 }
        inner.insert { t_id: 3, up: 1000 }
        small.insert_many [{ id: 7, t_id: 3 }, { id: -7 }]
        small.insert { id: 8, t_id: 4 }
        t.update { id: id + 1 } where id between -4 and 60
        small.delete where id = 7
        t.update { id: id + 200 } where id between -4 and 60
        inner.update { t_id: 250 } where up is null
        t.find where n = 3
        t.upsert where code = "b" create { id: 300, n: 1 } update { id: 204 }
        t.upsert where code = "new" create { id: 301, n: 1 } update { id: 205 } returning *
        t.delete where id = 249 returning *
        t.insert { id: 249, code: "again", n: 0 }"#,
    );
}

#[test]
fn orders_are_the_same_whether_a_key_has_them_or_not() {
    let rows: Vec<String> = (1..60)
        .map(|id| {
            let number =
                |of: i64, nulls: i64| if id % nulls == 0 { "null".to_owned() } else { (id * 7 % of).to_string() };
            format!("{{ id: {id}, a: {}, b: {}, name: \"n{}\" }}", number(5, 11), number(13, 7), id * 31 % 17)
        })
        .collect();
    let mut statements = format!("t.insert_many [{}]\n", rows.join(", "));
    let filters = [
        "",
        "where a = 2",
        "where a in (1, 3)",
        "where a > 1",
        "where b between 2 and 9 and a = 4",
        "where name >= \"n3\"",
    ];
    let orders = [
        "a, b, id",
        "a desc, b desc, id desc",
        "a, b desc, id",
        "id",
        "id desc",
        "name, id",
        "name desc, id",
        "b, a, id",
    ];
    for filter in filters {
        for order in orders {
            statements +=
                &format!("t.find {filter} order by {order}\n t.find {filter} order by {order} skip 2 take 7\n");
        }
        statements += &format!("t.find distinct {{ a }} {filter} order by a desc take 3\n");
    }
    same(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, name TEXT NOT NULL);
         CREATE INDEX by_ab ON t (a, b, id); CREATE INDEX by_name ON t (name, id);",
        &statements,
    );
}

#[test]
fn views_are_computed() {
    same(
        "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
         CREATE TABLE books (id INTEGER PRIMARY KEY, author_id BIGINT NOT NULL REFERENCES authors (id), title TEXT NOT NULL, price DECIMAL(8, 2), pages INTEGER);
         CREATE VIEW titles AS SELECT b.title, a.name AS author FROM books b JOIN authors a ON a.id = b.author_id WHERE b.pages > 10;
         CREATE VIEW counts AS SELECT a.name, count(b.id) AS books, sum(b.pages) AS pages, max(b.title) AS last
             FROM authors a LEFT JOIN books b ON b.author_id = a.id GROUP BY a.id, a.name;
         CREATE VIEW busy AS SELECT author, count(*) AS n FROM titles GROUP BY author HAVING count(*) > 1;
         CREATE VIEW whole AS SELECT count(*) AS n, avg(pages) AS pages, min(title) AS first FROM books;
         CREATE VIEW kinds AS SELECT DISTINCT pages FROM books ORDER BY pages DESC LIMIT 2;",
        r#"whole.find
        authors.insert_many [{ id: 1, name: "Ann" }, { id: 2, name: "Bob" }, { id: 3, name: "Cid" }]
        books.insert_many [{ id: 1, author_id: 1, title: "A", pages: 20 }, { id: 2, author_id: 1, title: "B", pages: 30 }, { id: 3, author_id: 2, title: "C", pages: 5 }, { id: 4, author_id: 2, title: "D", pages: 30 }]
        titles.find where author = "Ann" order by title desc
        counts.find order by name
        counts.count where books = 0
        counts.find { name, books } where pages > 1 order by books desc, name take 1
        busy.find
        whole.find
        kinds.find order by pages
        titles.exists where title = "Z""#,
    );
}
