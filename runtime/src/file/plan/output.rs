//! What is given of a row.

use crate::file::expression::Expr;

/// What is given of a row.
#[derive(Debug, PartialEq)]
pub(crate) enum Output {
    /// What stands at these places of it, and is given as it is.
    Columns(Vec<u16>),
    Computed(Vec<Expr>),
}

impl Output {
    pub(crate) fn of(exprs: Vec<Expr>) -> Output {
        let place = |expr: &Expr| match expr {
            Expr::Column(place) => u16::try_from(*place).ok(),
            _ => None,
        };
        exprs.iter().map(place).collect::<Option<_>>().map_or(Output::Computed(exprs), Output::Columns)
    }
}
