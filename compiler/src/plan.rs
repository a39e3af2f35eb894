//! The checked query: names resolved to places in the schema, every expression typed, nothing left that can fail.

use proc_macro2::{Ident, Span, TokenStream};
use querent_schema::Type;

/// Index into [`querent_schema::Schema::tables`].
pub type TableId = usize;
/// Index into [`querent_schema::Table::columns`] of the query's table.
pub type ColumnId = usize;
/// Index of a bound parameter: position in the flat list of values that [`Query::inputs`] push at run time.
pub type ParamId = usize;

/// A checked query.
#[derive(Debug, Clone)]
pub struct Query {
    /// The table that it is about.
    pub table: TableId,
    /// The table's module as the user wrote it (`users`, `crate::schema::users`), with the user's spans.
    pub module: TokenStream,
    /// `users.find`: for messages and traces.
    pub name: String,
    /// Where the verb stands.
    pub verb_span: Span,
    /// What it does.
    pub verb: Verb,
    /// What is evaluated in Rust, in the order of the source, each exactly once.
    pub inputs: Vec<Input>,
    /// What the user gets.
    pub output: Output,
    /// Tables that it reads, ascending.
    pub reads: Vec<TableId>,
    /// Tables that it changes, foreign-key cascades included, ascending.
    pub writes: Vec<TableId>,
    /// How long it may take.
    pub weight: Weight,
}

/// How long a statement may take, as far as that is known when it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// One row by a primary or unique key, or one row written without cascades.
    Short,
    /// Depends on the data.
    Unknown,
    /// Surely a whole table: no filter at all and no small limit.
    Long,
}

/// What a query does.
#[derive(Debug, Clone)]
pub enum Verb {
    /// `find`, `find_first`, `get`. [`Query::output`] tells what is selected and how many rows are given.
    Select(Select),
    /// `count`.
    Count { filter: Option<Expr> },
    /// `exists`.
    Exists { filter: Option<Expr> },
    /// `insert` and `insert_many`.
    Insert(Insert),
    /// `update`.
    Update { assignments: Vec<Assignment>, filter: Option<Expr> },
    /// `delete`.
    Delete { filter: Option<Expr> },
    /// `upsert`.
    Upsert(Upsert),
    /// `truncate`.
    Truncate,
}

/// What is read.
#[derive(Debug, Clone)]
pub struct Select {
    pub distinct: bool,
    pub filter: Option<Expr>,
    pub order: Order,
    /// Rows at most. `find_first` has a literal 1 here.
    pub take: Option<Count>,
    /// Rows left out at the beginning.
    pub skip: Option<Count>,
    /// `for update`: the rows are locked until the end of the transaction, in which alone it runs.
    pub lock: Option<Lock>,
}

pub use crate::ast::Lock;

/// A number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Literal(u64),
    Param(ParamId),
}

/// The order of rows.
#[derive(Debug, Clone)]
pub enum Order {
    /// Unspecified.
    None,
    /// By these keys.
    Keys(Vec<OrderKey>),
    /// By the keys of the arm whose number the parameter holds.
    Choice { param: ParamId, arms: Vec<Vec<OrderKey>> },
}

/// One key of an order.
#[derive(Debug, Clone)]
pub struct OrderKey {
    pub expr: Expr,
    pub descending: bool,
    /// `nulls first`, `nulls last`; where the user is silent NULL is the lowest value.
    pub nulls: Nulls,
}

/// Where NULL stands in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Lowest: first when ascending, last when descending.
    Lowest,
    First,
    Last,
}

/// Rows to be inserted. Generated columns are never among [`Insert::columns`].
#[derive(Debug, Clone)]
pub struct Insert {
    pub columns: Vec<InsertColumn>,
    pub rows: Rows,
}

/// A column that an insert writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InsertColumn {
    pub column: ColumnId,
    /// The column is named only when this parameter is present (an auto-increment key that a `New` may leave out).
    pub only_if: Option<ParamId>,
}

/// The rows of an insert.
#[derive(Debug, Clone)]
pub enum Rows {
    /// Written out: for each row one value per column of [`Insert::columns`].
    Static(Vec<Vec<Expr>>),
    /// As many as `{rows}` has: one template, whose parameters count from 0 within each row.
    Many { row: Vec<Expr>, rows: TokenStream },
}

/// `column = value` in an update.
#[derive(Debug, Clone)]
pub struct Assignment {
    pub column: ColumnId,
    pub value: Expr,
    /// It is made only when this parameter is present (a field of a `Patch`).
    pub only_if: Option<ParamId>,
}

/// Insert, or update where the key is taken.
#[derive(Debug, Clone)]
pub struct Upsert {
    /// The primary or unique key that `where` pins.
    pub key: Vec<ColumnId>,
    /// What is written when there is no such row; the key's values are among them. Exactly one static row.
    pub create: Insert,
    /// What is changed when there is one; empty: nothing.
    pub update: Vec<Assignment>,
}

/// A typed expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    /// Of its value; `Boolean` for a condition. `null` takes the type of its context.
    pub ty: Type,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// What an expression is. The meaning of each is that of the language reference; stores that differ are brought to it by `lower` and `render`.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Column(ColumnId),
    Literal(Literal),
    Param(ParamId),
    /// Both sides are of one kind: integers, computed in 64 bits; decimals (of any scale), exactly; floats. Never Divide or Remainder
    /// of decimals, never Remainder of floats.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    /// An integer as a decimal without digits behind the point: where an integer that is no literal meets a decimal (is computed with
    /// it, compared with it, stored in it).
    ToDecimal(Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `is {x}`: NULL equals NULL.
    NullSafeEqual(Box<Expr>, Box<Expr>),
    /// At least two.
    And(Vec<Expr>),
    /// At least two.
    Or(Vec<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    IsNotNull(Box<Expr>),
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    /// `in (a, b)`; at least one.
    In {
        value: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    /// `in {list}`; one parameter that holds the whole list. The empty list matches nothing, negated everything (NULL too).
    InParam {
        value: Box<Expr>,
        param: ParamId,
        negated: bool,
    },
    /// `%` any text, `_` any character, `\` before one of the three takes it literally. Case-sensitive, or not at all (Unicode).
    Like {
        value: Box<Expr>,
        pattern: Box<Expr>,
        ignore_case: bool,
        negated: bool,
    },
    /// `starts_with`: the argument literally. `end` is the least text above all that start with it, for the use of an index
    /// (a literal, or a parameter that [`Bind::PrefixEnd`] makes); `None` for the empty text, and where the argument is neither literal nor parameter.
    StartsWith {
        value: Box<Expr>,
        prefix: Box<Expr>,
        end: Option<Box<Expr>>,
        negated: bool,
    },
    EndsWith {
        value: Box<Expr>,
        suffix: Box<Expr>,
        negated: bool,
    },
    Contains {
        value: Box<Expr>,
        part: Box<Expr>,
        negated: bool,
    },
    Call(Function, Vec<Expr>),
    /// `case when c then v … else e end`; without `else` NULL.
    Case {
        arms: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    /// A condition that is dropped when one of these parameters is absent. Never below anything but And, Or, Not and Optional.
    Optional {
        params: Vec<ParamId>,
        condition: Box<Expr>,
    },
    /// The SQL of schema.sql (a default that is an expression), in ANSI spelling.
    Raw(String),
}

impl Expr {
    /// Calls `visit` for this expression and for each below it, parents first.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The expressions right below this one, in the order of the source.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Column(_) | ExprKind::Literal(_) | ExprKind::Param(_) | ExprKind::Raw(_) => Vec::new(),
            ExprKind::Negate(inner)
            | ExprKind::ToDecimal(inner)
            | ExprKind::Not(inner)
            | ExprKind::IsNull(inner)
            | ExprKind::IsNotNull(inner)
            | ExprKind::InParam { value: inner, .. }
            | ExprKind::Optional { condition: inner, .. } => vec![inner],
            ExprKind::Arithmetic(_, left, right)
            | ExprKind::Compare(_, left, right)
            | ExprKind::NullSafeEqual(left, right)
            | ExprKind::Like { value: left, pattern: right, .. }
            | ExprKind::EndsWith { value: left, suffix: right, .. }
            | ExprKind::Contains { value: left, part: right, .. } => vec![left, right],
            ExprKind::StartsWith { value, prefix, end, .. } => {
                [value, prefix].into_iter().chain(end).map(|e| &**e).collect()
            }
            ExprKind::And(items) | ExprKind::Or(items) | ExprKind::Call(_, items) => items.iter().collect(),
            ExprKind::Between { value, low, high, .. } => vec![value, low, high],
            ExprKind::In { value, list, .. } => std::iter::once(&**value).chain(list).collect(),
            ExprKind::Case { arms, otherwise } => {
                let arms = arms.iter().flat_map(|(when, then)| [when, then]);
                arms.chain(otherwise.as_deref()).collect()
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    /// Truncates for integers; NULL when the divisor is zero.
    Divide,
    /// Integers only, sign of the dividend; NULL when the divisor is zero.
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Unicode, one text.
    Lower,
    /// Unicode, one text.
    Upper,
    /// Spaces (U+0020) at both ends, one text.
    Trim,
    /// Characters of one text.
    Length,
    Abs,
    /// To the nearest whole number, half away from zero; of a float or a decimal, whose scale becomes 0.
    Round,
    /// The first that is not NULL; at least two of one type.
    Coalesce,
    /// Texts joined; NULL when one is. At least two.
    Concat,
    /// The instant of the statement in UTC, to the microsecond: one instant for the whole statement. Its type is that of the
    /// expression: Timestamp, or DateTime, Date, Time for that part of the instant in UTC.
    Now,
}

/// A literal that fits its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Never NaN or infinite.
    Float(f64),
    /// A decimal in plain digits with its sign, brought to the scale of its type.
    Decimal(String),
    /// Without quotes, never with a NUL character.
    Text(String),
    Bytes(Vec<u8>),
    /// `2024-01-31`.
    Date(String),
    /// `10:30:00[.ffffff]` without trailing zeros in the fraction.
    Time(String),
    /// `2024-01-31 10:30:00[.ffffff]`, likewise.
    DateTime(String),
    /// In UTC, spelled as a `DateTime`.
    Timestamp(String),
    /// Lower case with hyphens.
    Uuid(String),
    /// A JSON document.
    Json(String),
}

/// Something that is evaluated in Rust and gives one or more parameters.
#[derive(Debug, Clone)]
pub struct Input {
    /// The tokens between the braces. Empty for what querent makes itself ([`Bind::Now`], [`Bind::Generate`], [`Bind::PrefixEnd`]).
    pub tokens: TokenStream,
    /// The braces.
    pub span: Span,
    /// The first parameter that it gives.
    pub first: ParamId,
    /// How many it gives.
    pub width: usize,
    pub bind: Bind,
    /// It is the pattern of a `like`, which must not end with a `\` that takes nothing literally.
    pub pattern: bool,
}

/// How an input becomes parameters.
#[derive(Debug, Clone)]
pub enum Bind {
    /// A value of the type: `{x}`.
    Value { of: Bound },
    /// A value or an `Option` of it, for a nullable column of an insert or update, and for `is {x}` (there the column may be NOT NULL).
    Nullable { of: Bound },
    /// An `Option`, whose `None` drops the condition: `{x}?`.
    Optional { of: Bound },
    /// A slice, `Vec` or iterator of values: `in {x}`.
    List { of: Bound },
    /// An `Option` of such a list: `in {x}?`.
    OptionalList { of: Bound },
    /// An unsigned or non-negative number of rows: `take {n}`, `skip {n}`.
    Count,
    /// `order by {x} { pattern => …, … }`: the number of the arm. The patterns with their guards, as written,
    /// and the last token of their keys.
    Choice { patterns: Vec<(TokenStream, Span)> },
    /// A `New`: one parameter for each writable column of the table, in the order of the schema. An auto-increment key that was left out
    /// is absent; anything else that was left out is NULL (the insert's template holds `coalesce(?, default)`) or filled by querent.
    New,
    /// A `Patch`: one parameter for each writable column, absent where the column is left alone. An `@updated` column left alone is filled.
    Patch,
    /// The time at which the query was made, for `@created` and `@updated`. Columns of one type share one parameter, so `column` is
    /// that of the first.
    Now { of: Bound },
    /// A key made by querent.
    Generate { filled: querent_schema::Filled, of: Bound },
    /// The least text above all that start with the text of this parameter; absent where that is absent.
    PrefixEnd { of: ParamId },
}

/// What a bound value is compared with or stored in.
#[derive(Debug, Clone)]
pub struct Bound {
    pub ty: Type,
    /// The column, where there is one: rustc's message then names it, and `@type` is honoured.
    pub column: Option<ColumnId>,
}

/// What the user gets.
#[derive(Debug, Clone)]
pub enum Output {
    /// Rows: `find`, `find_first`, `get`, `insert`, `upsert`, and writes with `returning`.
    Rows { shape: Shape, many: Many },
    /// `count`, and writes without `returning`: rows matched.
    Count,
    /// `exists`.
    Exists,
    /// `truncate`.
    Nothing,
}

impl Output {
    /// The fields of a row; none where no rows are given.
    pub fn fields(&self) -> &[Field] {
        match self {
            Output::Rows { shape, .. } => &shape.fields,
            Output::Count | Output::Exists | Output::Nothing => &[],
        }
    }
}

/// How many rows the user gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// `Vec<T>`.
    All,
    /// `Option<T>`.
    First,
    /// `T`, or an error when there is none.
    One,
}

/// What a row is made of.
#[derive(Debug, Clone)]
pub struct Shape {
    pub kind: ShapeKind,
    /// In the order in which the texts select them.
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone)]
pub enum ShapeKind {
    /// The table's own `Row`: all columns that are not hidden, in the order of the schema.
    Row,
    /// A record that the macro makes.
    Record,
    /// `as Type`: the tokens of the type.
    Into(TokenStream),
    /// The same, where `*` or no projection at all stands for columns that the user did not name.
    IntoUnnamed(TokenStream),
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// With the span of what the user wrote.
    pub name: Ident,
    pub expr: Expr,
    /// The column, where it is one as it stands: `@type` is honoured.
    pub column: Option<ColumnId>,
}
