//! The model of a schema: plain data that is read from schema.sql and is also written as `static` data into users' crates.
//!
//! Every text is a [`Str`] and every list a [`List`], so that the same types serve as owned data while schema.sql is read and
//! as constants in a program that was compiled against it.

use crate::types::Type;
use std::borrow::Cow;

/// A text that is a constant in a compiled program and owned while schema.sql is read.
pub type Str = Cow<'static, str>;
/// A list that is a constant in a compiled program and owned while schema.sql is read.
pub type List<T> = Cow<'static, [T]>;

/// A whole schema: its tables in the order of the file, and its named enumerations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// Tables and views, in the order of the file.
    pub tables: List<Table>,
    /// Enumerations that have a name of their own (`CREATE TYPE mood AS ENUM (…)`), in the order of the file.
    pub enums: List<Enum>,
}

/// A table or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name as the database has it, in the case of schema.sql.
    pub name: Str,
    /// The name of the Rust module, in snake_case, without `r#`.
    pub rust_name: Str,
    /// The comment above the table, or empty.
    pub doc: Str,
    /// A view's query in ANSI spelling; `None` for a table. A view cannot be written.
    pub view: Option<Str>,
    /// Columns in the order of the file; other fields name them by their index here.
    pub columns: List<Column>,
    /// Columns of the primary key, in key order; empty when there is none.
    pub primary_key: List<usize>,
    /// UNIQUE constraints and unconditional unique indexes, without the primary key.
    pub uniques: List<Unique>,
    /// Indexes that are not unique, and unique ones with a `WHERE`.
    pub indexes: List<Index>,
    /// Foreign keys, in the order of the file.
    pub foreign_keys: List<ForeignKey>,
    /// CHECK constraints, in the order of the file; the one that makes an enumeration is not among them.
    pub checks: List<Check>,
    /// The line of schema.sql, counted from 1.
    pub line: u32,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name as the database has it.
    pub name: Str,
    /// The name of the Rust field, in snake_case, without `r#`.
    pub rust_name: Str,
    /// The comment of the column, or empty.
    pub doc: Str,
    /// What it holds.
    pub ty: Type,
    /// Whether it may be NULL. A column of the primary key never is.
    pub nullable: bool,
    /// The value that it takes when an insert leaves it out.
    pub default: Option<Default>,
    /// Whether the database counts it up (AUTOINCREMENT, AUTO_INCREMENT, SERIAL, IDENTITY, SQLite's `INTEGER PRIMARY KEY`).
    pub auto_increment: bool,
    /// The expression of a generated column, which cannot be written.
    pub generated: Option<Generated>,
    /// `@type(…)`: the Rust type as written.
    pub rust_type: Option<Str>,
    /// `@created`, `@updated`, `@generate(…)`: what querent fills in.
    pub filled: Option<Filled>,
    /// `@hidden`: left out of `Row` and `*`.
    pub hidden: bool,
    /// The line of schema.sql, counted from 1.
    pub line: u32,
    /// The definition as schema.sql has it, on one line, without the comma and the comment; for messages.
    pub source: Str,
}

/// What a column holds when an insert leaves it out.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// `DEFAULT NULL`.
    Null,
    /// A number as schema.sql has it, with its sign.
    Number(Str),
    /// A text, without quotes. Of a date or time too.
    Text(Str),
    /// TRUE or FALSE; `0` and `1` of a boolean column too.
    Boolean(bool),
    /// CURRENT_TIMESTAMP, now(), CURRENT_DATE, CURRENT_TIME and their relatives.
    Now,
    /// Any other expression, in ANSI spelling, without the outer parentheses.
    Expression(Str),
}

/// The expression of a generated column.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// In ANSI spelling.
    pub expression: Str,
    /// STORED, as opposed to VIRTUAL.
    pub stored: bool,
}

/// What querent itself writes into a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// The time of the insert.
    Created,
    /// The time of the insert and of each update.
    Updated,
    /// A random UUID, version 4.
    UuidV4,
    /// A UUID that begins with the time, version 7.
    UuidV7,
    /// A ULID, 26 characters in a text column.
    Ulid,
}

/// A UNIQUE constraint or an unconditional unique index.
#[derive(Debug, Clone, PartialEq)]
pub struct Unique {
    /// The name, where schema.sql gives one.
    pub name: Option<Str>,
    /// Indexes into [`Table::columns`].
    pub columns: List<usize>,
    /// Whether it was written as `CREATE UNIQUE INDEX`.
    pub index: bool,
}

/// An index.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// The name; made from table and columns where schema.sql gives none.
    pub name: Str,
    /// What is indexed, in order.
    pub keys: List<IndexKey>,
    /// Unique among the rows that the filter lets through.
    pub unique: bool,
    /// The `WHERE` of a partial index, in ANSI spelling.
    pub filter: Option<Str>,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexKey {
    /// A column, or an expression.
    pub key: IndexTerm,
    /// Whether it is kept in descending order.
    pub descending: bool,
}

/// What one key of an index is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum IndexTerm {
    /// An index into [`Table::columns`].
    Column(usize),
    /// An expression in ANSI spelling.
    Expression(Str),
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    /// The name, where schema.sql gives one.
    pub name: Option<Str>,
    /// Indexes into the columns of this table.
    pub columns: List<usize>,
    /// Index into [`Schema::tables`].
    pub table: usize,
    /// Indexes into the columns of the referenced table, as many as `columns`.
    pub references: List<usize>,
    /// What happens to a row here when its parent is deleted.
    pub on_delete: Action,
    /// What happens to a row here when its parent's key changes.
    pub on_update: Action,
    /// `@relation(name)`: the name of the way from here to the parent.
    pub relation: Option<Str>,
    /// `@relation(…, inverse = name)`: the name of the way from the parent to here.
    pub inverse: Option<Str>,
}

/// What a foreign key does to a row when its parent goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The change of the parent is refused, at the end of the statement.
    NoAction,
    /// The change of the parent is refused at once.
    Restrict,
    /// The row goes or changes with its parent.
    Cascade,
    /// The row's key becomes NULL.
    SetNull,
    /// The row's key takes its default.
    SetDefault,
}

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The name, where schema.sql gives one.
    pub name: Option<Str>,
    /// The condition in ANSI spelling: names in double quotes with the case of schema.sql, texts in single quotes.
    pub expression: Str,
}

/// A set of texts that a column is limited to.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// Name of the Rust enum, in PascalCase: of the type where it has a name of its own, else of the column.
    pub rust_name: Str,
    /// Name of the type in the database (`CREATE TYPE`), where it has one.
    pub type_name: Option<Str>,
    /// How the database keeps it from taking other values.
    pub kind: EnumKind,
    /// The values as the database has them, in the order of the file, at least one.
    pub values: List<Str>,
    /// The Rust variants in PascalCase, as many as `values`, all different.
    pub variants: List<Str>,
}

/// How an enumeration was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumKind {
    /// A text column with `CHECK (column IN (…))`.
    Check,
    /// MySQL's `ENUM (…)`.
    Inline,
    /// `CREATE TYPE … AS ENUM (…)`.
    Named,
}

impl IndexTerm {
    /// The column, where it is one.
    pub fn column(&self) -> Option<usize> {
        match self {
            IndexTerm::Column(column) => Some(*column),
            IndexTerm::Expression(_) => None,
        }
    }
}

impl Schema {
    /// The table whose Rust module has this name.
    pub fn table_by_rust_name(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.rust_name == name)
    }
}

impl Table {
    /// The column whose Rust field has this name.
    pub fn column_by_rust_name(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.rust_name == name)
    }

    /// The primary key and the unique keys, each as a list of columns.
    pub fn keys(&self) -> impl Iterator<Item = &[usize]> {
        std::iter::once(&*self.primary_key)
            .filter(|key| !key.is_empty())
            .chain(self.uniques.iter().map(|unique| &*unique.columns))
    }
}

impl Column {
    /// Whether an insert may name it.
    pub fn is_writable(&self) -> bool {
        self.generated.is_none()
    }

    /// Whether an insert must give it: NOT NULL and nothing else fills it.
    pub fn is_required(&self) -> bool {
        self.is_writable() && !self.nullable && self.default.is_none() && !self.auto_increment && self.filled.is_none()
    }
}
