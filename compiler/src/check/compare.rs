//! `=`, `<`, `between`, `in`, `is` → typed comparisons of values that meet.

use super::Checker;
use super::condition::phrase;
use super::context::Context;
use super::gather::is_null;
use super::inputs::bound;
use super::types::{Family, family, meets, operand_type, to_one_kind, type_name};
use super::value::{boolean, never_null};
use crate::ast::{self, Binary, ExprKind, Rust};
use crate::plan::{Bind, Bound, Comparison, Expr, ExprKind as Typed, Literal};
use proc_macro2::Span;

/// Whether values are only told apart or also put in order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Equality,
    Order,
}

impl<'q> Checker<'q> {
    /// `a = b`, `a < b` and so on; `span` is the operator's.
    pub(super) fn check_comparison(
        &mut self,
        span: Span,
        comparison: Comparison,
        sides: [&'q ast::Expr; 2],
    ) -> Option<Expr> {
        let equality = match comparison {
            Comparison::Equal => Some("is null"),
            Comparison::NotEqual => Some("is not null"),
            _ => None,
        };
        self.refuse_null(&sides, equality)?;
        self.refuse_quoted_column(&sides)?;
        let need = if equality.is_some() { Need::Equality } else { Need::Order };
        let (left, right) = pair(self.check_comparable(span, &sides, need)?)?;
        if let (Typed::Column(column), true) = (&left.kind, left.kind == right.kind) {
            let message = format!("column `{}` is compared with itself", self.column_name(*column));
            let help = format!("a Rust value stands in braces: `{{{}}}`", phrase(sides[1]));
            self.errors.push_help(sides[1].span, message, help);
            return None;
        }
        let nullable = left.nullable || right.nullable;
        Some(boolean(Typed::Compare(comparison, Box::new(left), Box::new(right)), nullable))
    }

    /// A comparison with `null` is never true.
    fn refuse_null(&mut self, sides: &[&'q ast::Expr], instead: Option<&str>) -> Option<()> {
        let Some(null) = sides.iter().find(|side| is_null(side)) else { return Some(()) };
        let other = sides.iter().find(|side| !is_null(side)).map_or("…".to_string(), |side| phrase(side));
        let help = match instead {
            Some(instead) => format!("write `{other} {instead}`"),
            None => format!("`{other} is null` tests for it"),
        };
        self.errors.push_help(null.span, "a comparison with `null` is never true", help);
        for side in sides.iter().filter(|side| !is_null(side)) {
            self.value(side, &Context::Silent);
        }
        None
    }

    /// `"age" > 18`, in which no column stands.
    fn refuse_quoted_column(&mut self, sides: &[&'q ast::Expr; 2]) -> Option<()> {
        let [ExprKind::Literal { token, .. }, ExprKind::Literal { .. } | ExprKind::Rust(_)] =
            sides.map(|side| &side.kind)
        else {
            return Some(());
        };
        let text = token.to_string();
        let name = text.trim_matches('"');
        if name == text || self.table()?.column_by_rust_name(name).is_none() {
            return Some(());
        }
        self.errors.push_help(sides[0].span, format!("`{text}` is a text, not a column"), format!("write `{name}`"));
        None
    }

    /// Types values that are compared with each other.
    fn check_comparable(&mut self, span: Span, exprs: &[&'q ast::Expr], need: Need) -> Option<Vec<Expr>> {
        let typed = self.gather(exprs, &Context::Open, Context::comparing)?;
        let first = typed.first()?;
        if let Some(other) = typed.iter().position(|expr| !meets(&first.ty, &expr.ty)) {
            let message = format!(
                "`{}` is {} and `{}` is {}: they cannot be compared",
                phrase(exprs[0]),
                type_name(&first.ty),
                phrase(exprs[other]),
                type_name(&typed[other].ty)
            );
            match exprs.iter().any(|expr| is_bare_date(expr)) {
                true => self.errors.push_help(span, message, "a date is a text: `\"2024-01-31\"`"),
                false => self.errors.push(span, message),
            }
            return None;
        }
        self.check_order_exists(span, exprs[0], first, need)?;
        Some(to_one_kind(typed))
    }

    /// Some types have no order, JSON not even an equality, that all stores share.
    fn check_order_exists(&mut self, span: Span, expr: &ast::Expr, typed: &Expr, need: Need) -> Option<()> {
        let name = phrase(expr);
        match (family(&typed.ty), need) {
            (Family::Json, _) => {
                let message = format!("`{name}` is JSON: stores do not agree on when two documents are equal");
                self.errors.push_help(span, message, "only `is null` and `is not null` test it");
                None
            }
            (Family::Enum | Family::Boolean, Need::Order) => {
                let message =
                    format!("`{name}` is {}: its values are equal or not, none is less", type_name(&typed.ty));
                self.errors.push_help(span, message, "`=`, `!=` and `in` test it");
                None
            }
            _ => Some(()),
        }
    }

    /// `is null`, `is not null`.
    pub(super) fn check_is_null(&mut self, value: &'q ast::Expr, negated: bool) -> Option<Expr> {
        if is_null(value) {
            return Some(never_null(Typed::Literal(Literal::Boolean(!negated))));
        }
        let value = Box::new(self.value(value, &Context::Open)?);
        let kind = if negated { Typed::IsNotNull(value) } else { Typed::IsNull(value) };
        Some(never_null(kind))
    }

    /// `is {x}`: NULL equals NULL, and `{x}` may be an `Option`.
    pub(super) fn check_is(
        &mut self,
        span: Span,
        value: &'q ast::Expr,
        other: &'q ast::Expr,
        negated: bool,
    ) -> Option<Expr> {
        let (left, right) = match &other.kind {
            ExprKind::Rust(rust) => {
                let left = self.value(value, &Context::Open);
                self.refuse_optional(rust, value)?;
                let left = left?;
                self.check_order_exists(span, value, &left, Need::Equality)?;
                let right = self.check_nullable_rust(rust, bound_to(&left))?;
                (left, right)
            }
            _ => pair(self.check_comparable(span, &[value, other], Need::Equality)?)?,
        };
        let equal = never_null(Typed::NullSafeEqual(Box::new(left), Box::new(right)));
        Some(if negated { never_null(Typed::Not(Box::new(equal))) } else { equal })
    }

    fn refuse_optional(&mut self, rust: &'q Rust, value: &ast::Expr) -> Option<()> {
        let Some(question) = rust.optional else { return Some(()) };
        let help = format!("`{} = {{{}}}?` drops the condition when the value is `None`", phrase(value), rust.tokens);
        self.errors.push_help(question, "`is` takes `None` as NULL, so there is nothing to drop", help);
        None
    }

    /// `between low and high`.
    pub(super) fn check_between(&mut self, span: Span, exprs: [&'q ast::Expr; 3], negated: bool) -> Option<Expr> {
        self.refuse_null(&exprs, None)?;
        let mut typed = self.check_comparable(span, &exprs, Need::Order)?.into_iter().map(Box::new);
        let (value, low, high) = (typed.next()?, typed.next()?, typed.next()?);
        let nullable = value.nullable || low.nullable || high.nullable;
        Some(boolean(Typed::Between { value, low, high, negated }, nullable))
    }

    /// `in (a, b)`; the parser refuses an empty list.
    pub(super) fn check_in(
        &mut self,
        span: Span,
        value: &'q ast::Expr,
        list: &'q [ast::Expr],
        negated: bool,
    ) -> Option<Expr> {
        let exprs: Vec<&ast::Expr> = std::iter::once(value).chain(list).collect();
        self.refuse_null(&exprs, None)?;
        let mut typed = self.check_comparable(span, &exprs, Need::Equality)?;
        let nullable = typed.iter().any(|expr| expr.nullable);
        let list = typed.split_off(1);
        Some(boolean(Typed::In { value: Box::new(typed.pop()?), list, negated }, nullable))
    }

    /// `in {list}`, `in {list}?`.
    pub(super) fn check_in_rust(&mut self, value: &'q ast::Expr, list: &'q Rust, negated: bool) -> Option<Expr> {
        let typed = self.value(value, &Context::Open)?;
        self.check_order_exists(list.span, value, &typed, Need::Equality)?;
        let of = bound_to(&typed);
        let param = match list.optional {
            Some(_) => self.bind_optional(list, Bind::OptionalList { of })?,
            None => self.inputs.bind(list, Bind::List { of })?,
        };
        let nullable = typed.nullable;
        Some(boolean(Typed::InParam { value: Box::new(typed), param, negated }, nullable))
    }
}

/// What a parameter is bound to that is compared with this.
fn bound_to(expr: &Expr) -> Bound {
    match Context::comparing(expr) {
        Context::Place(of) => of,
        Context::Operand(ty) => bound(operand_type(&ty), None),
        Context::Open | Context::Silent => bound(expr.ty.clone(), None),
    }
}

/// `2024-01-31` without quotes.
pub(super) fn is_bare_date(expr: &ast::Expr) -> bool {
    let literal = |expr: &ast::Expr| matches!(expr.kind, ExprKind::Literal { .. });
    match &expr.kind {
        ExprKind::Binary(Binary::Subtract, left, day) => match &left.kind {
            ExprKind::Binary(Binary::Subtract, year, month) => literal(year) && literal(month) && literal(day),
            _ => false,
        },
        _ => false,
    }
}

fn pair(typed: Vec<Expr>) -> Option<(Expr, Expr)> {
    let mut typed = typed.into_iter();
    Some((typed.next()?, typed.next()?))
}

/// The comparison that an operator is, if it is one.
pub(super) fn comparison(operator: Binary) -> Option<Comparison> {
    Some(match operator {
        Binary::Equal => Comparison::Equal,
        Binary::NotEqual => Comparison::NotEqual,
        Binary::Less => Comparison::Less,
        Binary::LessOrEqual => Comparison::LessOrEqual,
        Binary::Greater => Comparison::Greater,
        Binary::GreaterOrEqual => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// An operator as it is written.
pub(super) fn operator_text(operator: Binary) -> &'static str {
    match operator {
        Binary::Or => "or",
        Binary::And => "and",
        Binary::Equal => "=",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterOrEqual => ">=",
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Remainder => "%",
    }
}
