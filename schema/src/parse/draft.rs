//! What schema.sql says, statement by statement, before names are looked up: the output of reading, the input of `verify`.

use super::annotation::{ColumnNotes, RelationNote, TableNotes};
use super::cursor::Name;
use super::expression::Expression;
use super::lexer::Token;
use super::problem::Place;
use crate::{Action, Type};

#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) tables: Vec<Table>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) domains: Vec<Domain>,
    /// Tables that are parts of others, by `ATTACH PARTITION`.
    pub(crate) partitions: Vec<Name>,
    /// From `CREATE INDEX` and `ALTER TABLE … ADD`: what belongs to the table of this name.
    pub(crate) additions: Vec<(Name, Constraint)>,
    /// From `ALTER TABLE`: columns that are added or changed.
    pub(crate) changes: Vec<(Name, Change)>,
}

/// What `ALTER TABLE` does to a column.
#[derive(Debug)]
pub(crate) enum Change {
    Add(Box<Column>),
    /// MySQL's `MODIFY` and `CHANGE`.
    Replace(Name, Box<Column>),
    AutoIncrement(Name),
    Default(Name, Box<Expression>),
    /// `DROP DEFAULT`.
    NoDefault(Name),
    NotNull(Name),
    /// `DROP NOT NULL`.
    Nullable(Name),
    Type(Name, ColumnType),
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: Name,
    pub(crate) doc: String,
    pub(crate) notes: TableNotes,
    pub(crate) columns: Vec<Column>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) view: Option<View>,
    /// SQLite's `WITHOUT ROWID`, where an integer key does not count up.
    pub(crate) without_rowid: bool,
}

/// The query of a view: its tokens, and names for its columns where given.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) columns: Vec<Name>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) values: Vec<Name>,
}

/// Another name for a type.
#[derive(Debug)]
pub(crate) struct Domain {
    pub(crate) name: Name,
    pub(crate) ty: ColumnType,
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: Name,
    pub(crate) doc: String,
    pub(crate) notes: ColumnNotes,
    /// `None` where it could not be read, which was reported.
    pub(crate) ty: Option<ColumnType>,
    pub(crate) not_null: bool,
    pub(crate) auto_increment: bool,
    pub(crate) default: Option<Expression>,
    pub(crate) generated: Option<(Expression, bool)>,
    /// MySQL's `ON UPDATE CURRENT_TIMESTAMP`.
    pub(crate) updated: bool,
    /// INVISIBLE: left out of `*` by the database.
    pub(crate) invisible: bool,
    pub(crate) source: String,
}

/// The type of a column as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ColumnType {
    Plain(Type),
    /// Spelled INTEGER, of which SQLite makes a counter when it is the key.
    PlainInteger,
    /// SERIAL and its relatives.
    Serial,
    /// MySQL's `ENUM (…)`.
    Inline(Vec<Name>),
    /// Perhaps an enumeration of `CREATE TYPE`.
    Named(Name),
}

#[derive(Debug)]
pub(crate) struct Constraint {
    pub(crate) name: Option<Name>,
    pub(crate) place: Place,
    pub(crate) kind: ConstraintKind,
}

#[derive(Debug)]
pub(crate) enum ConstraintKind {
    PrimaryKey {
        columns: Vec<Name>,
        /// Written inside `CREATE TABLE`.
        inside: bool,
    },
    Unique {
        columns: Vec<Name>,
    },
    Check(Expression),
    Index(Index),
    ForeignKey(ForeignKey),
}

#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) unique: bool,
    pub(crate) keys: Vec<IndexKey>,
    pub(crate) filter: Option<Expression>,
}

#[derive(Debug)]
pub(crate) struct IndexKey {
    pub(crate) expression: Expression,
    pub(crate) descending: bool,
}

#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<Name>,
    pub(crate) table: Name,
    /// Empty: the primary key.
    pub(crate) references: Vec<Name>,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    pub(crate) relation: Option<RelationNote>,
}
