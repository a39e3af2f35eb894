//! The ways in which dialects differ, each with its alternatives.

/// How an insert becomes an update where the key is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpsertClause {
    /// `ON CONFLICT (key) DO UPDATE SET …`.
    OnConflict,
    /// `ON DUPLICATE KEY UPDATE …`, whichever key it is.
    OnDuplicateKey,
}

/// Where it is said how isolated a transaction is and whether it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modes {
    /// `BEGIN ISOLATION LEVEL …, READ ONLY`.
    InBegin,
    /// `SET TRANSACTION ISOLATION LEVEL …`, then `START TRANSACTION READ ONLY`.
    BeforeBegin,
    /// Nowhere: each is serializable, and one that only reads begins by `BEGIN`.
    Serializable,
}

/// What stands for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `?`.
    Question,
    /// `$1`, `$2`, ….
    Numbered,
}

/// Equality for which NULL is equal to NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullSafe {
    /// `IS NOT DISTINCT FROM`, `IS DISTINCT FROM`.
    DistinctFrom,
    /// `<=>`.
    Spaceship,
}

/// What holds the values of `in {list}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListParameter {
    /// A JSON array that `json_each` takes apart.
    JsonEach,
    /// A JSON array that `JSON_TABLE` takes apart.
    JsonTable,
    /// An array.
    Array,
}

/// How bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BytesLiteral {
    /// `X'00FF'`.
    Hex,
    /// `'\x00ff'::bytea`.
    Cast,
}

/// How dates and times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLiteral {
    /// As texts.
    Text,
    /// `DATE '…'`; an instant as `TIMESTAMP '…'` in the session's zone, which is UTC.
    Typed,
    /// `DATE '…'`; an instant as `TIMESTAMPTZ '…+00'`.
    TypedWithZone,
}

/// What divides integers and truncates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerDivision {
    /// Stands between the two.
    Operator(&'static str),
    /// Takes the two.
    Function(&'static str),
}

/// How decimals are kept and computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimals {
    /// By the database, exactly.
    Native,
    /// As texts, by the functions `querent_decimal_…` and the collation `querent_decimal` of the connection.
    Text,
}

/// The functions that change the case of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFunctions {
    /// To lower case.
    pub lower: &'static str,
    /// To upper case.
    pub upper: &'static str,
    /// The collation of the argument that makes them see more than ASCII.
    pub collation: Option<&'static str>,
}

/// The function that finds a text in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Its name.
    pub function: &'static str,
    /// The text that is looked for is its first argument.
    pub part_first: bool,
}

/// What stands before and behind an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrap {
    /// Before it.
    pub open: &'static str,
    /// Behind it.
    pub close: &'static str,
}

/// The instant of the statement in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Its day.
    pub date: &'static str,
    /// Its time of day.
    pub time: &'static str,
    /// Day and time, without a zone.
    pub datetime: &'static str,
    /// The instant.
    pub timestamp: &'static str,
}
