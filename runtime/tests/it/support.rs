//! What generated code would be: statements as data, made while the test runs.

use querent::__private::{
    DecodeError, Facts, Param, Params, Piece, Program, ResultColumn, Role, RowReader, Statement, Step, Weight, types,
};
use querent::{Database, Dialect};
use std::path::PathBuf;

/// A statement that is put together in a test.
pub(crate) struct Made {
    name: &'static str,
    steps: Vec<Step>,
    columns: &'static [ResultColumn],
    key: &'static [u16],
    writes: &'static [&'static str],
    weight: Weight,
    switches: &'static [u16],
    sorted_by_key: bool,
}

pub(crate) fn made(name: &'static str) -> Made {
    Made {
        name,
        steps: Vec::new(),
        columns: &[],
        key: &[],
        writes: &[],
        weight: Weight::Unknown,
        switches: &[],
        sorted_by_key: false,
    }
}

/// A text whose `?` are the parameters in order.
pub(crate) fn text(text: &'static str) -> &'static [Piece] {
    let mut pieces = Vec::new();
    for (number, part) in text.split('?').enumerate() {
        if number > 0 {
            pieces.push(Piece::Param(u16::try_from(number - 1).unwrap()));
        }
        pieces.push(Piece::Text(part));
    }
    pieces.leak()
}

impl Made {
    pub(crate) fn text(self, sql: &'static str) -> Self {
        self.pieces(text(sql))
    }

    pub(crate) fn pieces(mut self, pieces: &'static [Piece]) -> Self {
        self.steps.push(Step { role: Role::Answer, pieces });
        self
    }

    pub(crate) fn change(mut self, sql: &'static str) -> Self {
        self.steps.push(Step { role: Role::Change, pieces: text(sql) });
        self
    }

    pub(crate) fn columns(mut self, table: &'static str, columns: &[&'static str]) -> Self {
        self.columns = columns.iter().map(|column| ResultColumn { table, column }).collect::<Vec<_>>().leak();
        self.key = &[0];
        self
    }

    pub(crate) fn writes(mut self, tables: &'static [&'static str]) -> Self {
        self.writes = tables;
        self
    }

    pub(crate) fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    pub(crate) fn switches(mut self, switches: &'static [u16]) -> Self {
        self.switches = switches;
        self
    }

    pub(crate) fn sorted_by_key(mut self) -> Self {
        self.sorted_by_key = true;
        self
    }

    pub(crate) fn done(self) -> &'static Statement {
        let program: &'static Program = Box::leak(Box::new(Program { steps: self.steps.leak() }));
        Box::leak(Box::new(Statement::new(Facts {
            name: self.name,
            file: "src/main.rs",
            line: 7,
            programs: [program; Dialect::ALL.len()],
            columns: self.columns,
            key: self.key,
            reads: &["t"],
            writes: self.writes,
            weight: self.weight,
            switches: self.switches,
            sorted_by_key: self.sorted_by_key,
            locks: false,
            plan: "",
        })))
    }
}

/// A read of one text.
pub(crate) fn read(sql: &'static str) -> &'static Statement {
    made("t.find").text(sql).columns("t", &["id", "name"]).done()
}

/// A write of table `t` in one text.
pub(crate) fn write(sql: &'static str) -> &'static Statement {
    made("t.change").text(sql).writes(&["t"]).done()
}

pub(crate) fn params<const N: usize>(values: [Param<'static>; N]) -> Params<'static> {
    Params::from(values)
}

pub(crate) fn integer(value: i64) -> Param<'static> {
    Param::Integer(value)
}

pub(crate) fn string(value: &str) -> Param<'static> {
    Param::Text(value.to_owned().into())
}

pub(crate) fn decode_integer(row: &mut RowReader<'_>) -> Result<i64, DecodeError> {
    row.get::<types::BigInt, _>()
}

pub(crate) fn decode_text(row: &mut RowReader<'_>) -> Result<String, DecodeError> {
    row.get::<types::Text, _>()
}

pub(crate) fn decode_pair(row: &mut RowReader<'_>) -> Result<(i64, Option<String>), DecodeError> {
    Ok((row.get::<types::BigInt, _>()?, row.get::<types::Text, _>()?))
}

/// Runs a text for its effect.
pub(crate) async fn execute(db: &Database, sql: &'static str) {
    let statement = made("t.change").text(sql).writes(&["t"]).done();
    querent::__private::query_nothing(statement, Params::new()).run(db).await.unwrap();
}

/// `t (id, name)` in memory.
pub(crate) async fn memory() -> Database {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)").await;
    db
}

/// A folder of a test's own, with a path to a database in it.
pub(crate) struct File {
    folder: tempfile::TempDir,
}

impl File {
    pub(crate) fn new() -> Self {
        File { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    /// The database as another program would use it.
    pub(crate) fn other(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }
}
