//! What the file store computes with: expressions whose columns are places in a row.

use super::value::Value;

/// An expression over a row and the parameters of a query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// The value at this place of the row.
    Column(usize),
    Value(Value),
    Param(usize),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    /// An integer as a decimal.
    ToDecimal(Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Equal, and NULL is equal to NULL.
    Same(Box<Expr>, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    /// Value, low, high.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    /// Among the values of a parameter.
    InParam(Box<Expr>, usize),
    Like {
        value: Box<Expr>,
        pattern: Box<Expr>,
        ignore_case: bool,
    },
    StartsWith(Box<Expr>, Box<Expr>),
    EndsWith(Box<Expr>, Box<Expr>),
    Contains(Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
    Case {
        arms: Vec<(Expr, Expr)>,
        otherwise: Box<Expr>,
    },
    /// A condition that is dropped when one of these parameters is absent.
    Optional(Vec<usize>, Box<Expr>),
    /// A value brought to a type (`CAST`).
    Cast(Box<Expr>, Cast),
    /// What cannot be computed here, and why; it is an error when it is asked for.
    Unknown(Box<str>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    /// Truncates for integers; NULL when the divisor is zero.
    Divide,
    /// Has the sign of the dividend; NULL when the divisor is zero.
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a cast makes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cast {
    Integer,
    Float,
    Decimal,
    Text,
    Date,
    Timestamp,
}

/// The functions of the language, and behind them those that only schema.sql uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Lower,
    Upper,
    Trim,
    Length,
    Abs,
    Round,
    Coalesce,
    Concat,
    NowDate,
    NowTime,
    NowDateTime,
    NowTimestamp,
    TrimStart,
    TrimEnd,
    Substring,
    Replace,
    Position,
    ByteLength,
    NullIf,
    Least,
    Greatest,
    Ceiling,
    Floor,
    /// `value IS TRUE`.
    IsTrue,
    /// `value IS FALSE`.
    IsFalse,
    JsonValid,
}

impl Expr {
    /// The columns that it reads, as often as it does.
    pub(crate) fn columns(&self, visit: &mut dyn FnMut(usize)) {
        if let Expr::Column(column) = self {
            visit(*column);
        }
        self.children().into_iter().for_each(|child| child.columns(visit));
    }

    /// Whether this is so of it, or of an expression below it.
    pub(crate) fn any(&self, is: &dyn Fn(&Expr) -> bool) -> bool {
        is(self) || self.children().into_iter().any(|child| child.any(is))
    }

    /// Whether it is the time of the statement.
    pub(crate) fn reads_clock(&self) -> bool {
        use Function::{NowDate, NowDateTime, NowTime, NowTimestamp};
        matches!(self, Expr::Call(NowDate | NowTime | NowDateTime | NowTimestamp, _))
    }

    /// The expressions right below this one.
    fn children(&self) -> Vec<&Expr> {
        match self {
            Expr::Column(_) | Expr::Value(_) | Expr::Param(_) | Expr::Unknown(_) => Vec::new(),
            Expr::Negate(inner)
            | Expr::ToDecimal(inner)
            | Expr::Not(inner)
            | Expr::IsNull(inner)
            | Expr::InParam(inner, _)
            | Expr::Optional(_, inner)
            | Expr::Cast(inner, _) => vec![inner],
            Expr::Arithmetic(_, left, right)
            | Expr::Compare(_, left, right)
            | Expr::Same(left, right)
            | Expr::Like { value: left, pattern: right, .. }
            | Expr::StartsWith(left, right)
            | Expr::EndsWith(left, right)
            | Expr::Contains(left, right) => vec![left, right],
            Expr::Between(value, low, high) => vec![value, low, high],
            Expr::And(items) | Expr::Or(items) | Expr::Call(_, items) => items.iter().collect(),
            Expr::In(value, list) => std::iter::once(&**value).chain(list).collect(),
            Expr::Case { arms, otherwise } => {
                arms.iter().flat_map(|(when, then)| [when, then]).chain([&**otherwise]).collect()
            }
        }
    }
}
