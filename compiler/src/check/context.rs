//! What the place of an expression says about it: the type it should have, and what becomes of `{x}?`.

use super::types::{Family, family};
use crate::plan::{self, Bound};
use querent_schema::Type;

/// What is known about the type of a place before its expression is looked at.
#[derive(Clone)]
pub(super) enum Context {
    /// Nothing: a literal takes the type that Rust would give it, `{x}` has none.
    Open,
    /// A mistake was reported where the type would come from; nothing more is said.
    Silent,
    /// The value meets or goes into exactly this, and a literal must fit it.
    Place(Bound),
    /// The number is computed or compared with a computed number of this type; a literal has as many digits as it has.
    Operand(Type),
}

impl Context {
    /// A place of this type that is no column.
    pub(super) fn of(ty: Type) -> Context {
        Context::Place(Bound { ty, column: None })
    }

    /// The context of what is compared with an expression.
    pub(super) fn comparing(expr: &plan::Expr) -> Context {
        match expr.kind {
            plan::ExprKind::Column(column) => Context::Place(Bound { ty: expr.ty.clone(), column: Some(column) }),
            _ => Context::joining(expr),
        }
    }

    /// The context of what must be of one type with an expression: of another branch, of another argument.
    pub(super) fn joining(expr: &plan::Expr) -> Context {
        match (family(&expr.ty), &expr.kind) {
            (Family::Integer | Family::Decimal | Family::Float, _) => Context::Operand(expr.ty.clone()),
            (Family::Text, _) => Context::of(Type::Text { max: None }),
            // The column names the Rust type of the enumeration.
            (Family::Enum, &plan::ExprKind::Column(column)) => {
                Context::Place(Bound { ty: expr.ty.clone(), column: Some(column) })
            }
            _ => Context::of(expr.ty.clone()),
        }
    }

    /// The context of what is computed with an expression. Whether it is a number at all is judged elsewhere.
    pub(super) fn computing(expr: &plan::Expr) -> Context {
        Context::of(expr.ty.clone()).of_operands_or(Context::Silent)
    }

    /// The context of the operands where the result stands in this one.
    pub(super) fn of_operands(&self) -> Context {
        self.of_operands_or(Context::Open)
    }

    fn of_operands_or(&self, other: Context) -> Context {
        match self {
            Context::Open => Context::Open,
            Context::Silent => Context::Silent,
            Context::Place(Bound { ty, .. }) | Context::Operand(ty) => match family(ty) {
                Family::Integer => Context::Operand(Type::BigInt),
                Family::Decimal | Family::Float => Context::Operand(ty.clone()),
                _ => other,
            },
        }
    }
}

/// What becomes of `{x}?`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Optionals {
    /// Why there cannot be one; `None` where it drops the condition around it.
    pub(super) refused: Option<&'static str>,
}

impl Optionals {
    /// The condition around it is dropped.
    pub(super) const DROP: Optionals = Optionals { refused: None };
    /// Inside a value.
    pub(super) const IN_VALUE: Optionals = Optionals { refused: Some("a condition inside a value cannot be dropped") };
    /// In what is stored.
    pub(super) const IN_STORE: Optionals =
        Optionals { refused: Some("a value that is stored is no condition that could be dropped") };
    /// In what is selected.
    pub(super) const IN_PROJECTION: Optionals =
        Optionals { refused: Some("a field of the result is no condition that could be dropped") };
    /// In an order.
    pub(super) const IN_ORDER: Optionals =
        Optionals { refused: Some("an order is no condition that could be dropped") };
}
