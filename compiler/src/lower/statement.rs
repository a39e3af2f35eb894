//! The statements of SQL that a query is carried out by, before they are spelled.

use crate::plan::{self, ColumnId, Count, Expr, Field, Lock, ParamId, TableId};
use crate::program::Role;

/// A statement and what it is for.
#[derive(Debug, Clone)]
pub(crate) struct Step<'p> {
    pub(crate) role: Role,
    pub(crate) statement: Statement<'p>,
}

/// A statement.
#[derive(Debug, Clone)]
pub(crate) enum Statement<'p> {
    Select(Select<'p>),
    /// `SELECT EXISTS (…)`.
    Exists(Select<'p>),
    Insert(Insert<'p>),
    Update(Update<'p>),
    Delete(Delete<'p>),
    Truncate(TableId),
    /// `SELECT value`, without a table.
    Value(Value<'p>),
}

/// `SELECT`.
#[derive(Debug, Clone)]
pub(crate) struct Select<'p> {
    pub(crate) source: Source<'p>,
    pub(crate) distinct: bool,
    pub(crate) items: Items<'p>,
    pub(crate) filter: Filter<'p>,
    pub(crate) order: Order<'p>,
    pub(crate) take: Option<Count>,
    pub(crate) skip: Option<Count>,
    /// `FOR UPDATE`.
    pub(crate) lock: Option<Lock>,
}

/// Where rows come from.
#[derive(Debug, Clone)]
pub(crate) enum Source<'p> {
    Table(TableId),
    /// The rows that this statement changes: `WITH changed AS (…) SELECT … FROM changed`.
    Changed(Box<Statement<'p>>),
}

/// What is given of each row.
#[derive(Debug, Clone)]
pub(crate) enum Items<'p> {
    /// Expressions, with their names where they are more than a column; behind them the columns by which the driver sorts.
    Fields(&'p [Field], Vec<ColumnId>),
    /// Columns as they are.
    Columns(Vec<ColumnId>),
    /// Values as these columns would store them.
    Values(Vec<(ColumnId, Value<'p>)>),
    /// `*`.
    All,
    /// `count(*)`.
    Count,
    /// `1`.
    One,
}

/// Which rows.
#[derive(Debug, Clone)]
pub(crate) enum Filter<'p> {
    /// Every row.
    All,
    Where(&'p Expr),
    /// Those whose keys the [`Role::Keys`] step read.
    Keys(Vec<ColumnId>),
    /// Those that the step before has inserted, by this column and its parameter.
    Inserted(ColumnId, ParamId),
    /// Those with these values, of which none is NULL.
    Equal(Vec<(ColumnId, Value<'p>)>),
    /// Those with these values, NULL being equal to NULL.
    Same(Vec<(ColumnId, Value<'p>)>),
}

/// In which order.
#[derive(Debug, Clone)]
pub(crate) enum Order<'p> {
    None,
    Plan(&'p plan::Order),
    /// By these columns, ascending.
    Columns(Vec<ColumnId>),
    /// As they were inserted, by this column and its parameter, which is absent where the column counts up.
    Inserted(ColumnId, ParamId),
}

/// `INSERT`.
#[derive(Debug, Clone)]
pub(crate) struct Insert<'p> {
    pub(crate) table: TableId,
    pub(crate) columns: Vec<ColumnId>,
    pub(crate) rows: Rows<'p>,
    pub(crate) conflict: Option<Conflict<'p>>,
    pub(crate) returning: Option<Items<'p>>,
}

/// What is inserted.
#[derive(Debug, Clone)]
pub(crate) enum Rows<'p> {
    /// One row of defaults.
    Defaults,
    /// These rows.
    Values(Vec<Vec<Value<'p>>>),
    /// As many rows as there are at run time, by this template.
    Many(Vec<Value<'p>>),
    /// This row, unless there is one with these values.
    Unless { row: Vec<Value<'p>>, present: Filter<'p> },
}

/// What happens where the key is taken; without an assignment the key is set to itself, so that there is a row to return.
#[derive(Debug, Clone)]
pub(crate) struct Conflict<'p> {
    pub(crate) key: Vec<ColumnId>,
    pub(crate) assignments: Vec<Assignment<'p>>,
}

/// `UPDATE`.
#[derive(Debug, Clone)]
pub(crate) struct Update<'p> {
    pub(crate) table: TableId,
    pub(crate) assignments: Vec<Assignment<'p>>,
    /// Set to itself when no assignment is made.
    pub(crate) idle: ColumnId,
    /// The key by which rows are joined with their new values, where these must all be computed before one is assigned.
    pub(crate) computed_by: Option<Vec<ColumnId>>,
    /// It is written as a change of one of several tables.
    pub(crate) among_tables: bool,
    pub(crate) filter: Filter<'p>,
    pub(crate) returning: Option<Items<'p>>,
}

/// `DELETE`.
#[derive(Debug, Clone)]
pub(crate) struct Delete<'p> {
    pub(crate) table: TableId,
    /// It is written as a change of one of several tables, which gives no rows.
    pub(crate) among_tables: bool,
    pub(crate) filter: Filter<'p>,
    pub(crate) returning: Option<Items<'p>>,
}

/// `column = value`.
#[derive(Debug, Clone)]
pub(crate) struct Assignment<'p> {
    pub(crate) column: ColumnId,
    pub(crate) value: Value<'p>,
    /// It is made only when this parameter is present.
    pub(crate) only_if: Option<ParamId>,
}

/// What is written into a column or compared with it.
#[derive(Debug, Clone)]
pub(crate) enum Value<'p> {
    Expr(&'p Expr),
    /// What the column holds.
    Column(ColumnId),
    /// This one, or where it is absent what the column holds.
    OrColumn(&'p Expr, ColumnId),
    /// This one, or where it is absent the next number of a column that counts up.
    Counted(&'p Expr, ParamId),
    /// The number that the previous insert counted up, unless this one is given.
    LastInsertId(Option<(&'p Expr, ParamId)>),
    /// What the column takes when an insert leaves it out.
    Default(ColumnId),
    /// The key that the [`Role::Keys`] step made.
    MadeKey,
}

impl<'p> Filter<'p> {
    pub(super) fn of(filter: &'p Option<Expr>) -> Self {
        filter.as_ref().map_or(Filter::All, Filter::Where)
    }

    /// The condition of the query, where it is one.
    pub(super) fn expr(&self) -> Option<&'p Expr> {
        match self {
            Filter::Where(expr) => Some(expr),
            _ => None,
        }
    }
}

impl<'p> Select<'p> {
    pub(super) fn new(source: Source<'p>, items: Items<'p>) -> Self {
        Select {
            source,
            distinct: false,
            items,
            filter: Filter::All,
            order: Order::None,
            take: None,
            skip: None,
            lock: None,
        }
    }
}
