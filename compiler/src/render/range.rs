//! An integer expression → whether 64 bits hold its value whatever the rows are.

use crate::plan::{Arithmetic, Expr, ExprKind, Function, Literal};
use querent_schema::Type;

/// The most that is sure to be held: its negative is held too.
const HELD: u32 = 62;

/// Whether what is computed here can be beyond 64 bits. What is computed below was looked at by itself.
pub(super) fn can_overflow(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Arithmetic(Arithmetic::Divide, left, right) => bits(left) > HELD && can_be_minus_one(right),
        ExprKind::Arithmetic(operator, left, right) => arithmetic_bits(*operator, left, right) > HELD,
        ExprKind::Negate(inner) => bits(inner) > HELD,
        _ => false,
    }
}

/// The least number of bits that hold the value without its sign: it is at most 2 to the power of it.
fn bits(expr: &Expr) -> u32 {
    let bits = match &expr.kind {
        ExprKind::Literal(Literal::Integer(value)) => u64::BITS - value.unsigned_abs().leading_zeros(),
        ExprKind::Arithmetic(operator, left, right) => arithmetic_bits(*operator, left, right),
        ExprKind::Negate(inner) => bits(inner),
        ExprKind::Call(Function::Abs, arguments) => arguments.iter().map(bits).max().unwrap_or(63),
        // No store holds a text of more characters.
        ExprKind::Call(Function::Length, _) => 31,
        _ => match expr.ty {
            Type::SmallInt => 15,
            Type::Integer => 31,
            _ => 63,
        },
    };
    bits.min(63)
}

fn arithmetic_bits(operator: Arithmetic, left: &Expr, right: &Expr) -> u32 {
    match operator {
        Arithmetic::Add | Arithmetic::Subtract => bits(left).max(bits(right)) + 1,
        Arithmetic::Multiply => bits(left) + bits(right),
        Arithmetic::Divide => bits(left),
        Arithmetic::Remainder => bits(left).min(bits(right)).min(HELD),
    }
}

fn can_be_minus_one(divisor: &Expr) -> bool {
    !matches!(divisor.kind, ExprKind::Literal(Literal::Integer(value)) if value != -1)
}
