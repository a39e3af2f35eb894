//! `+ - * / %` → typed arithmetic: integers in 64 bits, decimals exactly, floats.

use super::Checker;
use super::condition::phrase;
use super::context::Context;
use super::gather::is_null;
use super::types::{Family, decimal, digits, family, meets, to_one_kind, type_name};
use crate::ast::{self, ExprKind};
use crate::plan::{Arithmetic, Expr, ExprKind as Typed, Literal};
use proc_macro2::Span;
use querent_schema::Type;

/// What `+` of texts is meant for.
const JOINS: &str = "`concat(a, b)` joins texts";
/// What `-` of a text is meant for.
const TURNS_ROUND: &str = "`desc` behind a key turns an order round";

impl<'q> Checker<'q> {
    /// Types `left operator right`; `span` is the operator's.
    pub(super) fn check_arithmetic(
        &mut self,
        span: Span,
        operator: Arithmetic,
        sides: [&'q ast::Expr; 2],
        context: &Context,
    ) -> Option<Expr> {
        if let Some(null) = sides.iter().find(|side| is_null(side)) {
            self.errors.push(null.span, "a computation with `null` is always NULL");
            sides.iter().filter(|side| !is_null(side)).for_each(|side| {
                self.value(side, &Context::Silent);
            });
            return None;
        }
        if let Some(now) = sides.iter().find(|side| is_now(side)) {
            if sides.iter().any(|side| matches!(side.kind, ExprKind::Hole)) {
                return None;
            }
            let help = "compute the time in Rust and bind it as `{time}`";
            self.errors.push_help(now.span, "`now()` is TIMESTAMP: only numbers are computed with", help);
            return None;
        }
        let known = self.errors.len();
        let typed = self.gather_each(&sides, &context.of_operands(), Context::computing);
        // What is wrong with `a + b` was said; `+ c` has the same mistake.
        if typed[0].is_none() && matches!(sides[0].kind, ExprKind::Binary(..)) && self.errors.len() > known {
            return None;
        }
        let typed = self.check_numbers(&sides, typed)?;
        if !meets(&typed[0].ty, &typed[1].ty) {
            let (left, right) = (type_name(&typed[0].ty), type_name(&typed[1].ty));
            let (left_name, right_name) = (phrase(sides[0]), phrase(sides[1]));
            let message = format!(
                "`{left_name}` is {left} and `{right_name}` is {right}: they cannot be computed with each other"
            );
            self.errors.push_help(span, message, "exact numbers and floats are not mixed");
            return None;
        }
        self.check_operator(span, operator, &typed)?;
        let mut typed = to_one_kind(typed).into_iter();
        let (left, right) = (typed.next()?, typed.next()?);
        let divides = matches!(operator, Arithmetic::Divide | Arithmetic::Remainder);
        let nullable = left.nullable || right.nullable || (divides && !is_literal_but_zero(&right));
        let ty = result_type(operator, &left.ty, &right.ty);
        Some(Expr { kind: Typed::Arithmetic(operator, Box::new(left), Box::new(right)), ty, nullable })
    }

    /// The operands, where all are numbers; the first that is not is reported.
    fn check_numbers(&mut self, sides: &[&ast::Expr], mut typed: Vec<Option<Expr>>) -> Option<Vec<Expr>> {
        let is_wrong = |typed: &Option<Expr>| typed.as_ref().is_some_and(|typed| !family(&typed.ty).is_number());
        if let Some(wrong) = typed.iter().position(is_wrong) {
            self.check_number(sides[wrong], typed.swap_remove(wrong)?, JOINS);
            return None;
        }
        typed.into_iter().collect()
    }

    /// A number; of a text `for_text` says what is written instead.
    fn check_number(&mut self, side: &ast::Expr, typed: Expr, for_text: &str) -> Option<Expr> {
        if family(&typed.ty).is_number() {
            return Some(typed);
        }
        let message = format!("`{}` is {}: only numbers are computed with", phrase(side), type_name(&typed.ty));
        match family(&typed.ty) {
            Family::Text => self.errors.push_help(side.span, message, for_text),
            Family::Date | Family::Time | Family::DateTime | Family::Timestamp => {
                self.errors.push_help(side.span, message, "compute the time in Rust and bind it as `{time}`");
            }
            _ => self.errors.push(side.span, message),
        }
        None
    }

    /// What stores do not do alike does not compile.
    fn check_operator(&mut self, span: Span, operator: Arithmetic, typed: &[Expr]) -> Option<()> {
        let kind = typed.iter().map(|expr| family(&expr.ty)).find(|&family| family != Family::Integer);
        let (message, help) = match (operator, kind) {
            (Arithmetic::Divide, Some(Family::Decimal)) => {
                ("decimals are not divided: a quotient has no exact number of digits", "multiply, or divide in Rust")
            }
            (Arithmetic::Remainder, Some(Family::Decimal)) => {
                ("`%` is for integers: decimals have no remainder that all stores share", "compute it in Rust")
            }
            (Arithmetic::Remainder, Some(_)) => {
                ("`%` is for integers: floats have no remainder that all stores share", "compute it in Rust")
            }
            _ => return Some(()),
        };
        self.errors.push_help(span, message, help);
        None
    }

    /// `-a`.
    pub(super) fn check_negate(&mut self, inner: &'q ast::Expr, context: &Context) -> Option<Expr> {
        if let ExprKind::Literal { negative, token } = &inner.kind {
            return self.check_literal(inner.span, !negative, token, context);
        }
        let typed = self.gather(&[inner], &context.of_operands(), Context::computing)?;
        let inner = self.check_number(inner, typed.into_iter().next()?, TURNS_ROUND)?;
        let ty = if family(&inner.ty) == Family::Integer { Type::BigInt } else { inner.ty.clone() };
        Some(Expr { nullable: inner.nullable, kind: Typed::Negate(Box::new(inner)), ty })
    }
}

fn is_now(side: &ast::Expr) -> bool {
    matches!(&side.kind, ExprKind::Call { name, .. } if name.text.eq_ignore_ascii_case("now"))
}

/// A divisor by which the quotient is never NULL.
fn is_literal_but_zero(divisor: &Expr) -> bool {
    match &divisor.kind {
        Typed::Literal(Literal::Integer(value)) => *value != 0,
        Typed::Literal(Literal::Float(value)) => *value != 0.0,
        _ => false,
    }
}

/// The type of the result. Digits of decimals grow as they must, up to 38.
fn result_type(operator: Arithmetic, left: &Type, right: &Type) -> Type {
    if family(left) != Family::Decimal {
        return if family(left) == Family::Integer { Type::BigInt } else { Type::Float };
    }
    let (left, right) = (digits(left), digits(right));
    match operator {
        Arithmetic::Multiply => {
            decimal(left.precision as u16 + right.precision as u16, left.scale as u16 + right.scale as u16)
        }
        _ => {
            let scale = left.scale.max(right.scale) as u16;
            decimal(left.whole().max(right.whole()) as u16 + scale + 1, scale)
        }
    }
}
